// The desk: the calls in the middle, what is owed and what was beside them.

import * as desk from "../state/desk";
import { drafts } from "../state/drafts";
import { link } from "../state/link";
import { me } from "../state/session";
import { text } from "../text";
import { CallCard } from "./CallCard";
import { Idle } from "./Idle";
import { NoteForm } from "./NoteForm";
import { Obligations } from "./Obligations";
import { Parked } from "./Parked";
import { Recent } from "./Recent";

export const Desk = () => (me() ? <OwnDesk /> : <Lists />);

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
        <Parked />
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
