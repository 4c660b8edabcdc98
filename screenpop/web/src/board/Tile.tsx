// One queue: who waits and since when, how well it goes, who is there.

import { text } from "../text";
import { count } from "../text/format";
import { choice, toggleQueue } from "./choice";
import { Clock, percent } from "./pieces";
import { queues } from "./rows";

export function Tile({ id }: { id: string }) {
  const row = queues.row(id)?.value;
  if (!row) return null;
  const words = text.board.tile;
  const isOpen = choice.value.queue === id;
  return (
    <li class={`tile ${row.alarms.map((alarm) => `alarm-${alarm}`).join(" ")} ${row.alarms.length ? "alarm" : ""}`}>
      <button
        class="tile-open"
        data-row
        data-queue={id}
        aria-pressed={isOpen}
        aria-label={words.open(row.name)}
        aria-describedby={`tile-${id}`}
        onClick={() => toggleQueue(id)}
      >
        <bdi class="tile-name">{row.name}</bdi>
      </button>
      <div id={`tile-${id}`} class="tile-body">
        <p class="tile-waiting">
          <strong class={row.waiting ? "much" : "much nothing"}>{count(row.waiting)}</strong>
          <span>
            <span class="label">{row.waiting ? words.waiting : words.nobodyWaits}</span>
            {row.waits_since > 0 && (
              <span class="tile-longest">
                <span class="label">{words.longest}</span> <Clock since={row.waits_since} />
              </span>
            )}
          </span>
        </p>
        <p class="tile-levels" title={words.level}>
          <span>
            <span class="label">{words.levelNow}</span> <b class={below(row.level_now, row.alarm_level)}>{percent(row.level_now)}</b>
          </span>
          <span>
            <span class="label">{words.levelToday}</span>{" "}
            <b class={below(row.level_today, row.alarm_level)}>{percent(row.level_today)}</b>
          </span>
        </p>
        <p class="tile-today">
          <span>
            <b>{count(row.offered)}</b> {words.offered}
          </span>
          <span>
            <b>{count(row.answered)}</b> {words.answered}
          </span>
          <span class={row.abandoned ? "" : "faint"}>
            <b>{count(row.abandoned)}</b> {words.abandoned}
          </span>
        </p>
        <p class="tile-staff">
          <span class={row.logged_in ? "" : "bad"}>
            {row.logged_in ? words.staff(row.available, row.logged_in) : words.nobody}
          </span>
          {row.callbacks > 0 && <span>{words.callbacks(row.callbacks)}</span>}
        </p>
        <p class="tile-alarms">{row.alarms.map((alarm) => text.board.alarms[alarm] ?? alarm).join(" · ")}</p>
      </div>
    </li>
  );
}

const below = (level: number | null, limit: number): string => (level !== null && level * 100 < limit ? "bad" : "");
