import type { Card, LastCall } from "../generated/messages";
import { now } from "../state/clock";
import { text } from "../text";

const SHOWN = 5;

export function LastCalls({ card }: { card: Card }) {
  if (!card.client) return <div />;
  return (
    <div class="last-calls">
      <h2>{text.card.lastCalls}</h2>
      {card.last_calls.length === 0 && <p class="faint">{text.card.noLastCalls}</p>}
      <ol>
        {card.last_calls.slice(0, SHOWN).map((call) => (
          <Line key={call.call_id} call={call} />
        ))}
      </ol>
    </div>
  );
}

function Line({ call }: { call: LastCall }) {
  const outcome = text.recent.outcomes[call.outcome] ?? call.outcome;
  return (
    <li>
      <time>{text.when(call.start, now.value)}</time>
      <span class={call.outcome === "answered" ? "" : "missed"}>
        {text.card.directions[call.direction] ?? call.direction},{" "}
        {call.talk_ms > 0 ? text.age(call.talk_ms) : outcome}
      </span>
      <bdi class="faint">{call.operator_name}</bdi>
      {call.note && (
        <q class="faint">
          <bdi>{call.note}</bdi>
        </q>
      )}
    </li>
  );
}
