// The desk: the calls in the middle, what is owed and what was beside them.

import { useEffect } from "preact/hooks";
import * as desk from "../state/desk";
import { drafts } from "../state/drafts";
import { listen } from "../state/keys";
import { link } from "../state/link";
import { forget } from "../state/lists";
import { go, place } from "../state/place";
import { me } from "../state/session";
import * as worklist from "../state/worklist";
import { text } from "../text";
import { Administration } from "./Administration";
import { CallCard } from "./CallCard";
import { Header } from "./Header";
import { Idle } from "./Idle";
import { NoteForm } from "./NoteForm";
import { Obligations } from "./Obligations";
import { Recent } from "./Recent";
import { Shortcuts } from "./Shortcuts";

export function Desk() {
  useEffect(() => {
    const end = desk.begin();
    const deaf = listen();
    return () => {
      deaf();
      end();
      forget();
      worklist.forget();
    };
  }, []);
  const ringing = desk.front.value?.state === "ringing";
  useEffect(() => {
    if (ringing && place.value) go(""); // Whatever he does elsewhere, a ringing client comes first.
  }, [ringing]);
  return (
    <>
      <Header />
      <Notice />
      {place.value ? <Administration /> : me() ? <OwnDesk /> : <Lists />}
      <Shortcuts />
    </>
  );
}

function OwnDesk() {
  const cards = desk.cards.value;
  const shown = new Set(cards.map((card) => card.call_id));
  const left = drafts.value.filter((draft) => !shown.has(draft.call_id) && !draft.sent);
  const waiting = drafts.value.filter((draft) => draft.sent).length;
  return (
    <main class={link.value.state === "lost" ? "desk stale" : "desk"}>
      <section class="calls">
        {cards.map((card) => (
          <CallCard key={card.call_id} card={card} />
        ))}
        {left.map((draft) => (
          <article key={draft.call_id} class="panel after">
            <NoteForm draft={draft} heading={text.note.headingAfter(draft.who)} />
          </article>
        ))}
        {cards.length + left.length === 0 && <Idle />}
        <p class="waiting-notes" role="status">
          {waiting > 0 && text.note.waiting(waiting)}
        </p>
      </section>
      <aside class="side">
        <Obligations />
        <Recent />
      </aside>
    </main>
  );
}

/** Somebody without a phone, a supervisor say, reads the lists of the whole house. */
function Lists() {
  return (
    <main class="desk lists">
      <Obligations />
      <Recent />
    </main>
  );
}

/** What an action led to. It lies over the page, so that nothing moves when it comes or goes. */
function Notice() {
  const notice = desk.notice.value;
  useEffect(() => {
    if (notice?.kind !== "done") return;
    const timer = setTimeout(() => {
      if (desk.notice.value === notice) desk.notice.value = null;
    }, 5_000);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class="notices" role="status">
      {notice && (
        <p class={`notice ${notice.kind}`}>
          <span>{notice.text}</span>
          <button class="quiet" onClick={() => (desk.notice.value = null)} aria-label={text.problem.close}>
            ×
          </button>
        </p>
      )}
    </div>
  );
}
