import { signal } from "@preact/signals";
import type { CallRow } from "../generated/messages";
import { now } from "../state/clock";
import { useDetail } from "../state/detail";
import { calls, isBeingRecorded } from "../state/lists";
import { caller } from "../state/words";
import { text } from "../text";
import { Number } from "./Number";
import { Route } from "./Route";
import { Silences } from "./Silences";

const opened = signal("");

export function Recent() {
  const rows = calls.value;
  return (
    <section class="panel list recent" aria-labelledby="recent-heading">
      <h2 id="recent-heading">{text.recent.heading}</h2>
      {rows?.length === 0 && <p class="faint empty">{text.recent.none}</p>}
      <ul>{rows?.map((row) => <Line key={row.call_id} row={row} />)}</ul>
    </section>
  );
}

function Line({ row }: { row: CallRow }) {
  const open = opened.value === row.call_id;
  const name = row.client_name || caller({ withheld: row.withheld, caller: row.number });
  const missed = row.outcome !== "answered";
  return (
    <li class={open ? "open" : ""}>
      <button
        class="quiet row"
        aria-expanded={open}
        onClick={() => (opened.value = open ? "" : row.call_id)}
      >
        <time>{text.when(row.start, now.value)}</time>
        <span class={`way way-${row.direction}${missed ? " missed" : ""}`}>
          <span class="unseen">{text.card.directions[row.direction]}</span>
        </span>
        <bdi>{name}</bdi>
        <span class={missed ? "missed" : "faint"}>
          {missed ? text.recent.outcomes[row.outcome] : text.age(row.talk_ms)}
        </span>
      </button>
      {open && <Opened row={row} />}
    </li>
  );
}

function recorded(row: CallRow): string {
  const status = isBeingRecorded(row) ? "making" : row.recording;
  return text.recent.recording[status] ?? status;
}

function Opened({ row }: { row: CallRow }) {
  const told = useDetail(row);
  const playable = row.recording === "ready" || row.recording === "short";
  return (
    <div class="opened">
      <p class="faint">
        {row.company && <bdi>{row.company}</bdi>}
        {row.direction !== "internal" && <Number value={row.number} />}
        {row.operator_name && <bdi>{row.operator_name}</bdi>}
      </p>
      <Route told={told} />
      {(row.result || row.note) && (
        <p>
          {row.result && <span class="chip-text">{row.result}</span>} <bdi class="kept-note">{row.note}</bdi>
        </p>
      )}
      {playable && (
        <audio
          controls
          preload="metadata"
          aria-label={text.recent.play}
          src={`/api/recordings/${encodeURIComponent(row.call_id)}`}
        />
      )}
      {row.talk_ms > 0 && row.recording !== "ready" && <p class="faint">{recorded(row)}</p>}
      {row.recording && <Silences row={row} told={told} />}
    </div>
  );
}
