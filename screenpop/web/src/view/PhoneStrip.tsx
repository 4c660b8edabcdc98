// Calls on the phone that no card speaks for. Nothing may ring or talk here without being seen.

import { now } from "../state/clock";
import * as phones from "../state/phone";
import type { PhoneCall } from "../state/phone";
import { number } from "../state/words";
import { text } from "../text";
import { SoundOf } from "./PhoneBar";

/** `all`: also those with a card, where no card can be seen. */
export function PhoneStrip({ all = false }: { all?: boolean }) {
  const calls = all ? phones.phone.value.calls : phones.strays.value;
  if (calls.length === 0 || phones.setting.value) return null;
  return (
    <section class="phone-strips" aria-label={text.phone.label}>
      {calls.map((call) => (
        <Stray key={call.id} call={call} />
      ))}
    </section>
  );
}

function Stray({ call }: { call: PhoneCall }) {
  const ringing = call.word === "ringing";
  return (
    <div class="strip">
      <p class="strip-who">
        <strong>
          <bdi>{text.phone.call(number(call.number))}</bdi>
        </strong>
        <span class="faint">{text.phone.words[call.word]}</span>
        <time class="clock" aria-hidden="true">
          {text.clock(now.value - call.since)}
        </time>
      </p>
      {ringing && (
        <button class="answer" onClick={() => phones.act({ do: "answer", call: call.id })}>
          {text.phone.answer}
        </button>
      )}
      {phones.isUp(call) && <SoundOf call={call} />}
      <button class="hang-up" onClick={() => phones.act({ do: "end", call: call.id })}>
        {ringing ? text.phone.decline : text.phone.hangUp}
      </button>
    </div>
  );
}
