import { useSignal, type Signal } from "@preact/signals";
import type { DayCall } from "../generated/messages";
import { now } from "../state/clock";
import { caller } from "../state/words";
import { text } from "../text";
import { Number } from "../view/Number";
import type { FigureId } from "./figures";

export function Calls({ rows, chosen }: { rows: readonly DayCall[]; chosen: Signal<FigureId | null> }) {
  const opened = useSignal("");
  const figure = chosen.value;
  return (
    <section class="panel list recent" aria-labelledby="day-calls">
      <h2 id="day-calls">
        {figure ? text.day.callsOf(text.day.figures[figure]) : text.day.calls}{" "}
        {rows.length > 0 && <span class="count">{rows.length}</span>}{" "}
        {figure && (
          <button class="quiet" onClick={() => (chosen.value = null)}>
            {text.day.all} <kbd aria-hidden="true">0</kbd>
          </button>
        )}
      </h2>
      {rows.length === 0 && <p class="faint empty">{text.day.noCalls}</p>}
      <ul>
        {rows.map((row) => (
          <Line key={row.call_id} row={row} opened={opened} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row, opened }: { row: DayCall; opened: Signal<string> }) {
  const open = opened.value === row.call_id;
  const missed = row.not_answered > 0 && row.parts === 0;
  return (
    <li class={open ? "open" : ""}>
      <button class="quiet row" aria-expanded={open} onClick={() => (opened.value = open ? "" : row.call_id)}>
        <time>{text.when(row.start, now.value)}</time>
        <span class={`way way-${row.direction}${missed ? " missed" : ""}`}>
          <span class="unseen">{text.card.directions[row.direction]}</span>
        </span>
        <bdi>{row.client_name || caller({ withheld: row.withheld, caller: row.number })}</bdi>
        <span class={missed ? "missed" : "faint"}>
          {row.parts > 0 ? text.age(row.talk_ms) : missed ? text.day.share.missed(row.not_answered) : text.recent.outcomes[row.outcome]}
        </span>
      </button>
      {open && <Opened row={row} />}
    </li>
  );
}

/** What of it was his own. */
function shares(row: DayCall): readonly string[] {
  const { talk, held, wrapUp, missed } = text.day.share;
  return [
    row.parts > 0 ? talk(text.age(row.talk_ms)) : "",
    row.held_ms > 0 ? held(text.age(row.held_ms)) : "",
    row.wrap_up_ms > 0 ? wrapUp(text.age(row.wrap_up_ms)) : "",
    row.not_answered > 0 ? missed(row.not_answered) : "",
  ].filter(Boolean);
}

function Opened({ row }: { row: DayCall }) {
  return (
    <div class="opened">
      <p class="faint">
        {row.company && <bdi>{row.company}</bdi>}
        {row.direction !== "internal" && <Number value={row.number} />}
        {shares(row).map((words) => (
          <span key={words}>{words}</span>
        ))}
      </p>
      {(row.result || row.note) && (
        <p>
          {row.result && <span class="chip-text">{row.result}</span>} <bdi class="kept-note">{row.note}</bdi>
        </p>
      )}
    </div>
  );
}
