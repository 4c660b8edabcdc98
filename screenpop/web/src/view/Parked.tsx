// Who is parked: there only while somebody is.

import type { ParkedRow } from "../generated/messages";
import { now } from "../state/clock";
import * as desk from "../state/desk";
import { parked, pickUp } from "../state/parked";
import { number } from "../state/words";
import { text } from "../text";

export function Parked() {
  const rows = parked.value;
  return (
    <section class={rows.length ? "panel parked" : "parked-none"} aria-label={text.parked.heading}>
      <p class="unseen" role="status">
        {rows.length > 0 && text.parked.count(rows.length)}
      </p>
      {rows.length > 0 && <h2>{text.parked.heading}</h2>}
      <ul>
        {rows.map((row, index) => (
          <Row key={row.call_id} row={row} first={index === 0} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row, first }: { row: ParkedRow; first: boolean }) {
  const who = row.client || row.company || (row.number ? number(row.number) : text.card.withheld);
  return (
    <li>
      <div>
        <bdi class="parked-who">{who}</bdi>
        <span class="faint">
          {[
            text.parked.waits(text.age(now.value - row.since)),
            row.by_name && text.parked.by(row.by_name),
            text.parked.back(text.clock(Math.max(0, row.until - now.value))),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      <button
        aria-keyshortcuts={first ? "Y" : undefined}
        disabled={desk.busy.value.has("pick-up")}
        onClick={() => void pickUp(row)}
      >
        {text.parked.pickUp}
        {first && <kbd aria-hidden="true">Y</kbd>}
      </button>
    </li>
  );
}
