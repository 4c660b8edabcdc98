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
  const alarms = row.alarms.map((alarm) => ` alarm-${alarm}`).join("");
  return (
    <li class={`tile${isOpen ? " open" : ""}${row.alarms.length ? " alarm" : ""}${alarms}`}>
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
          <Figure value={percent(row.level_now)} of={words.levelNow} bad={below(row.level_now, row.alarm_level)} />
          <Figure value={percent(row.level_today)} of={words.levelToday} bad={below(row.level_today, row.alarm_level)} />
        </p>
        <p class="tile-today">
          <Figure value={count(row.offered)} of={words.offered} />
          <Figure value={count(row.answered)} of={words.answered} />
          <Figure value={count(row.abandoned)} of={words.abandoned} />
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

function Figure({ value, of, bad = false }: { value: string; of: string; bad?: boolean }) {
  return (
    <span class="figure">
      <b class={bad ? "bad" : ""}>{value}</b> <span class="label">{of}</span>
    </span>
  );
}

const below = (level: number | null, limit: number): boolean => level !== null && level * 100 < limit;
