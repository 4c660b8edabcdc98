// The board on the wall: what can be read from five metres, nothing to press, the screen kept awake.

import { useEffect } from "preact/hooks";
import { addressOf } from "../state/place";
import { text } from "../text";
import { count } from "../text/format";
import { Ago, Clock, percent } from "./pieces";
import { health, operators, owed, queues, version } from "./rows";
import { troublesOf } from "./Summary";
import { Truth } from "./Truth";
import { staleSince } from "./watch";

/** The screen does not go dark while this is on it. */
function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;
  async function take(): Promise<void> {
    if (over || document.hidden || !("wakeLock" in navigator)) return;
    lock = await navigator.wakeLock.request("screen").catch(() => null); // Refused on low battery, say.
    if (over) void lock?.release();
  }
  const again = (): void => void take();
  document.addEventListener("visibilitychange", again);
  again();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", again);
    void lock?.release();
  };
}

export function Wall() {
  useEffect(keepAwake, []);
  const ids = queues.ids.value;
  const columns = columnsFor(ids.length);
  return (
    <main class={staleSince.value ? "wall stale" : "wall"} data-version={version}>
      <h1 class="unseen">{text.board.heading}</h1>
      <Truth />
      <ul class={`wall-tiles columns-${columns}`}>
        {ids.map((id) => (
          <WallTile key={id} id={id} />
        ))}
      </ul>
      <Foot />
    </main>
  );
}

/** About as wide as they are high, and without a hole at the end where that can be. */
function columnsFor(tiles: number): number {
  const even = Math.max(1, Math.ceil(Math.sqrt(tiles * 1.2)));
  const full = [even, even + 1].find((columns) => tiles % columns === 0);
  return Math.min(6, full ?? even);
}

function WallTile({ id }: { id: string }) {
  const row = queues.row(id)?.value;
  if (!row) return null;
  return (
    <li class={row.alarms.length ? "wall-tile alarm" : "wall-tile"} data-queue={id}>
      <bdi class="wall-name">{row.name}</bdi>
      <span class="wall-waiting">
        <strong class={row.waiting ? "" : "nothing"}>{count(row.waiting)}</strong>
        {row.waits_since > 0 && <Clock since={row.waits_since} />}
      </span>
      <span class="wall-rest">
        <span>
          {percent(row.level_now)} <small>{text.board.tile.levelNow}</small>
        </span>
        <span class={row.logged_in ? "" : "bad"}>{row.logged_in ? text.board.tile.staff(row.available, row.logged_in) : text.board.tile.nobody}</span>
      </span>
      <span class="wall-alarm">{row.alarms.map((alarm) => text.board.alarms[alarm] ?? alarm).join(" · ")}</span>
    </li>
  );
}

function Foot() {
  const people = operators.all();
  const words = text.board.wall;
  const among = (...statuses: readonly string[]): number => people.filter((one) => statuses.includes(one.status)).length;
  const row = owed.value;
  const troubles = health.value ? troublesOf(health.value) : [];
  return (
    <footer class="wall-foot">
      <span>
        <b>{count(queues.all().reduce((sum, one) => sum + one.waiting, 0))}</b> {words.waiting}
      </span>
      <span>
        <b>{count(among("available"))}</b> {words.free}
      </span>
      <span>
        <b>{count(among("busy", "ringing"))}</b> {words.busy}
      </span>
      <span>
        <b>{count(among("paused", "wrap_up"))}</b> {words.away}
      </span>
      {row && (
        <span class={row.late ? "bad" : ""}>
          <b>{count(row.open)}</b> {words.owed}
          {row.oldest > 0 && (
            <small>
              {" "}
              <Ago since={row.oldest} say={text.board.owed.oldest} />
            </small>
          )}
        </span>
      )}
      {troubles.map((trouble) => (
        <span key={trouble} class="bad">
          {trouble}
        </span>
      ))}
      <a class="wall-leave" href={addressOf("board")}>
        {words.leave}
      </a>
    </footer>
  );
}
