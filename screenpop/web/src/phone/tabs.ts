// Several tabs, one phone. A lock of the browser says which tab holds it; when that tab goes, for
// whatever reason, the browser gives the lock to the next. All tabs show the same picture, and what
// is asked in one is done in the tab that holds. (A tab that holds a lock is not frozen, either.)

import type { Deed, Picture } from "../state/phone";

export interface TabEars {
  /** This tab holds the phone from now on. */
  holds(): void;
  /** Another tab's picture; this one does not hold. */
  shown(picture: Picture): void;
  /** Another tab asks this one, which holds. */
  asked(deed: Deed): void;
  /** What this tab would tell another now. */
  picture(): Picture;
}

type Word =
  | { readonly word: "who" }
  | { readonly word: "picture"; readonly picture: Picture }
  | { readonly word: "deed"; readonly deed: Deed };

export class Tabs {
  private readonly channel: BroadcastChannel;
  private readonly ended = new AbortController();
  private release: () => void = () => undefined;
  holding = false;

  constructor(
    name: string,
    private readonly ears: TabEars,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = (event: MessageEvent<Word>) => this.hear(event.data);
    this.say({ word: "who" });
    navigator.locks.request(name, { signal: this.ended.signal }, () => this.hold()).catch(() => undefined);
  }

  tell(picture: Picture): void {
    if (this.holding) this.say({ word: "picture", picture });
  }

  ask(deed: Deed): void {
    if (this.holding) this.ears.asked(deed);
    else this.say({ word: "deed", deed });
  }

  close(): void {
    this.holding = false;
    this.ended.abort();
    this.release();
    this.channel.close();
  }

  private hold(): Promise<void> {
    this.holding = true;
    this.ears.holds();
    return new Promise((release) => (this.release = release));
  }

  private hear(word: Word): void {
    if (word.word === "picture" && !this.holding) this.ears.shown(word.picture);
    if (word.word === "deed" && this.holding) this.ears.asked(word.deed);
    if (word.word === "who") this.tell(this.ears.picture());
  }

  private say(word: Word): void {
    this.channel.postMessage(word);
  }
}
