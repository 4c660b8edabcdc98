// One's own call, seen from another place than the desk: who it is, and the way to him. It lies
// over the page, so that nothing moves when a call comes; only the desk has room for the card.

import { now } from "../state/clock";
import * as desk from "../state/desk";
import { go } from "../state/place";
import { sentence } from "../state/reasons";
import { who } from "../state/words";
import { text } from "../text";

export function Strip() {
  const card = desk.front.value;
  return (
    <section class="strips" aria-label={text.strip.label}>
      {card && card.state !== "ended" && (
        <div class={`strip strip-${card.state}`}>
          <p class="strip-who">
            <span class={`badge badge-${card.state}`}>{text.card.states[card.state] ?? card.state}</span>
            <strong>
              <bdi>{who(card)}</bdi>
            </strong>
            <bdi class="faint strip-why">{card.client?.company || sentence(card.reasons, card.why)}</bdi>
            <time class="clock" aria-hidden="true">
              {text.clock(now.value - card.since)}
            </time>
          </p>
          {card.state === "ringing" && <Ringing call={card} />}
          {card.state !== "ringing" && <button onClick={() => go("")}>{text.strip.toDesk}</button>}
        </div>
      )}
    </section>
  );
}

function Ringing({ call }: { call: NonNullable<typeof desk.front.value> }) {
  return (
    <p class="strip-does">
      <button
        class="answer"
        aria-keyshortcuts="A"
        disabled={desk.busy.value.has("answer")}
        onClick={() => void desk.answer(call)}
      >
        {text.card.answer} <kbd aria-hidden="true">A</kbd>
      </button>
      <button
        class="hang-up"
        aria-keyshortcuts="H"
        disabled={desk.busy.value.has("hang-up")}
        onClick={() => void desk.hangUp(call)}
      >
        {text.card.decline} <kbd aria-hidden="true">H</kbd>
      </button>
      <button onClick={() => go("")}>{text.strip.toDesk}</button>
    </p>
  );
}
