// Calls in flight: who waits stands first, in the order of his turn.

import type { BoardCall } from "../generated/messages";
import { number } from "../state/words";
import { text } from "../text";
import { menu } from "./acts";
import { shownCalls } from "./choice";
import { MenuButton } from "./Menu";
import { Clock } from "./pieces";
import { calls, operators, queues } from "./rows";

/** The party outside, by the name that says most. */
export function whoIs(row: BoardCall): string {
  if (row.client) return row.client;
  if (row.withheld) return text.board.withheld;
  return row.number ? number(row.number) : text.card.noNumber;
}

const nameOf = (operator: string): string => operators.row(operator)?.value.name ?? operator;

export function Calls() {
  const ids = shownCalls.value;
  return (
    <section class="panel board-calls" aria-labelledby="board-calls">
      <h2 id="board-calls">
        {text.board.calls} <span class="how-many">{ids.length}</span>
      </h2>
      {ids.length === 0 && <p class="empty faint">{text.board.noCalls}</p>}
      <ul class="flights">
        {ids.map((id) => (
          <Flight key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}

function Flight({ id }: { id: string }) {
  const row = calls.row(id)?.value;
  if (!row) return null;
  const open = menu.value?.kind === "call" && menu.value.id === id;
  const people = [...row.operators, ...row.ringing].map(nameOf);
  return (
    <li class={`flight phase-${row.phase} ${row.entered ? "waits" : ""} ${open ? "open" : ""}`} data-call={id}>
      <span class="flight-phase">
        {text.board.phases[row.phase] ?? row.phase} <Clock since={row.since} />
      </span>
      <span class="flight-who">
        <bdi>{whoIs(row)}</bdi>
        {row.company && (
          <bdi class="label">
            {" "}
            {row.company}
          </bdi>
        )}
      </span>
      <span class="flight-where label">
        {[
          text.board.directions[row.direction],
          row.queue && (queues.row(row.queue)?.value.name ?? row.queue),
          people.join(", "),
          row.recording && row.operators.length > 0 && text.board.recording[row.recording],
          row.listening.length > 0 && text.board.listening(row.listening.map(nameOf)),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {row.entered > 0 && row.entered !== row.since ? <Clock since={row.entered} class="clock flight-waits" /> : <span />}
      <MenuButton kind="call" id={id} label={text.board.operator.acts(whoIs(row))} />
    </li>
  );
}
