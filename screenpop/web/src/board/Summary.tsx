// What is owed, and what all else rests on: one line while all is well.

import { addressOf } from "../state/place";
import { text } from "../text";
import { Ago } from "./pieces";
import { health, owed, trunks } from "./rows";

export function Summary() {
  return (
    <div class="board-summary">
      <Owed />
      <Health />
    </div>
  );
}

function Owed() {
  const row = owed.value;
  if (!row) return null;
  const words = text.board.owed;
  return (
    <p class="panel board-owed">
      <a href={addressOf("")}>{words.heading}</a> <b class={row.late ? "bad" : ""}>{row.open || words.none}</b>
      {row.oldest > 0 && (
        <span class="label">
          <Ago since={row.oldest} say={words.oldest} />
        </span>
      )}
      {row.late > 0 && <span class="bad">{words.late(row.late)}</span>}
    </p>
  );
}

function Health() {
  const row = health.value;
  if (!row) return null;
  const troubles = troublesOf(row);
  return (
    <p class="panel board-health">
      <span class="label">{text.board.health.heading}</span>
      {troubles.length === 0 ? (
        <span class="well">{text.board.health.well}</span>
      ) : (
        troubles.map((words) => (
          <span key={words} class="bad">
            {words}
          </span>
        ))
      )}
      {trunks.all().map((trunk) => (
        <span key={trunk.id} class={trunk.down ? "bad" : ""}>
          {text.board.health.trunk(trunk.id, trunk.calls)}
          {trunk.down && ` ${text.board.health.trunkDown}`}
        </span>
      ))}
    </p>
  );
}

/** In words; empty where all is well. */
export function troublesOf(row: NonNullable<typeof health.value>): readonly string[] {
  const words = text.board.health;
  return [
    !row.control && words.control,
    !row.database && words.database,
    row.unwritten > 0 && words.unwritten(row.unwritten),
    row.late_ms > 0 && words.late(text.age(row.late_ms)),
    row.recordings > 0 && words.recordings(row.recordings),
    row.dead_letters > 0 && words.dead(row.dead_letters),
  ].filter((one): one is string => typeof one === "string");
}
