// The operators: a line for each, in columns, as many as fit.

import { text } from "../text";
import { Status } from "../view/Status";
import { menu } from "./acts";
import { shownOperators } from "./choice";
import { MenuButton } from "./Menu";
import { Clock, Until } from "./pieces";
import { calls, operators, queues } from "./rows";
import { whoIs } from "./Calls";

export function People() {
  const ids = shownOperators.value;
  return (
    <section class="panel board-people" aria-labelledby="board-people">
      <h2 id="board-people">
        {text.board.operators} <span class="how-many">{ids.length}</span>
      </h2>
      {ids.length === 0 && <p class="empty faint">{text.board.noneFit}</p>}
      <ul class="people">
        {ids.map((id) => (
          <Person key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}

function Person({ id }: { id: string }) {
  const row = operators.row(id)?.value;
  if (!row) return null;
  const open = menu.value?.kind === "operator" && menu.value.id === id;
  return (
    <li class={`person ${row.reachable ? "" : "unreachable"} ${open ? "open" : ""}`} data-operator={id}>
      <bdi class="person-name">{row.name}</bdi>
      <span class="person-age">{row.since > 0 && <Clock since={row.since} />}</span>
      <span class="person-doing">
        <Status status={row.status} reason={row.reason} />
        {!row.reachable && <span class="bad">{text.board.operator.unreachable}</span>}
        {row.until > 0 && <Until at={row.until} />}
        {row.calls.map((call) => (
          <Doing key={call} id={call} />
        ))}
      </span>
      <MenuButton kind="operator" id={id} label={text.board.operator.acts(row.name)} />
    </li>
  );
}

/** The call he is in. */
function Doing({ id }: { id: string }) {
  const row = calls.row(id)?.value;
  if (!row) return null;
  return (
    <span class="doing">
      <bdi>{whoIs(row)}</bdi>
      {row.queue && <span class="label"> {queues.row(row.queue)?.value.name ?? row.queue}</span>}
    </span>
  );
}

