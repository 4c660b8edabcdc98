import type { ObligationRow } from "../generated/messages";
import { now } from "../state/clock";
import * as desk from "../state/desk";
import { obligations } from "../state/lists";
import { me } from "../state/session";
import { number } from "../state/words";
import { text } from "../text/en";

/** Who is owed a call, oldest promise first. */
export function Obligations() {
  const rows = obligations.value;
  return (
    <section class="panel list owed" aria-labelledby="owed-heading">
      <h2 id="owed-heading">
        {text.obligations.heading} {rows && rows.length > 0 && <span class="count">{rows.length}</span>}
      </h2>
      {rows?.length === 0 && <p class="faint empty">{text.obligations.none}</p>}
      <ul>{rows?.map((row) => <Line key={row.id} row={row} />)}</ul>
    </section>
  );
}

function Line({ row }: { row: ObligationRow }) {
  const name = row.client_name || number(row.number);
  return (
    <li>
      <div class="line-text">
        <bdi class="strong">{name}</bdi>
        <span class="faint">
          {row.client_name && <bdi class="number">{number(row.number)}</bdi>}
          {row.company && <bdi>{row.company}</bdi>}
        </span>
        <span class="faint">
          <span class="overdue">{text.obligations.age(text.age(now.value - row.opened))}</span>
          {row.missed > 1 && <span>{text.obligations.missed(row.missed)}</span>}
          {row.responsible_name && (
            <bdi>{row.responsible === me() ? text.card.responsibleYou : row.responsible_name}</bdi>
          )}
        </span>
      </div>
      {me() && (
        <button disabled={desk.busy.value.has(`call-back-${row.id}`)} onClick={() => desk.callBack(row.id, name)}>
          {text.obligations.callBack}
        </button>
      )}
    </li>
  );
}
