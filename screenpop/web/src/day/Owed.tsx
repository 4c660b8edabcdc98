import type { ObligationRow } from "../generated/messages";
import { now } from "../state/clock";
import { number } from "../state/words";
import * as worklist from "../state/worklist";
import { text } from "../text";

/** My missed clients: whom I should call, the oldest promise first. */
export function Owed({ rows }: { rows: readonly ObligationRow[] }) {
  return (
    <section class="panel list owed" aria-labelledby="day-owed">
      <h2 id="day-owed">
        {text.day.owed} {rows.length > 0 && <span class="count">{rows.length}</span>}
      </h2>
      {rows.length === 0 && <p class="faint empty">{text.day.noOwed}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.id} class="owed-row">
            <p class="day-who">
              <bdi class="strong">{worklist.nameOf(row)}</bdi>
              <span class="faint parts">
                {row.client_name && <bdi class="number">{number(row.number)}</bdi>}
                <span>{text.owed.age(text.age(now.value - row.opened))}</span>
                {row.overdue && <strong class="late">{text.owed.overdue}</strong>}
              </span>
            </p>
            <button
              disabled={worklist.isTaken(row) || worklist.busy(row, "call-back")}
              onClick={() => worklist.callBack(row)}
            >
              {text.owed.callBack}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
