// What a page does to be noticed, for a test. Playwright keeps every page in front; here one is told
// that it is behind another window, as the browser would tell it.
(() => {
  let behind = false;
  Object.defineProperty(document, "hidden", { get: () => behind });
  Object.defineProperty(document, "visibilityState", { get: () => (behind ? "hidden" : "visible") });
  window.putBehind = (so) => {
    behind = so;
    document.dispatchEvent(new Event("visibilitychange"));
  };

  const notes = [];
  const Real = window.Notification;
  window.Notification = class extends Real {
    constructor(title, options) {
      super(title, options);
      const note = { title, body: this.body, state: "asked" };
      this.addEventListener("show", () => (note.state = "shown"));
      this.addEventListener("close", () => (note.state = "closed"));
      notes.push(note);
    }
  };
  window.notesSeen = () => notes;
})();
