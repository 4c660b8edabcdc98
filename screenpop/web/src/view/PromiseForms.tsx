// What is asked before a promise is put off or closed.

import { useEffect, useRef, useState } from "preact/hooks";
import type { CloseRequest, ObligationRow } from "../generated/messages";
import { now } from "../state/clock";
import { head } from "../state/lists";
import * as worklist from "../state/worklist";
import { text } from "../text";

const MINUTE = 60_000;
const LONGEST_REASON = 500;

/** A moment as a date-and-time field shows it, on the wall clock here. */
function written(at: number): string {
  const there = new Date(at);
  return new Date(at - there.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function tomorrowAt(hour: number): number {
  const day = new Date(now.value);
  day.setDate(day.getDate() + 1);
  return day.setHours(hour, 0, 0, 0);
}

const SOON: readonly (readonly [words: string, at: () => number])[] = [
  [text.owed.soon.quarter, () => now.value + 15 * MINUTE],
  [text.owed.soon.hour, () => now.value + 60 * MINUTE],
  [text.owed.soon.threeHours, () => now.value + 180 * MINUTE],
  [text.owed.soon.tomorrow, () => tomorrowAt(9)],
];

/** The first field, ready to be written in; the whole form in sight. */
function useBegun() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.form?.scrollIntoView({ block: "nearest" });
  }, []);
  return field;
}

export function PostponeForm({ row }: { row: ObligationRow }) {
  const [until, setUntil] = useState(() => written(now.value + 60 * MINUTE));
  const [reason, setReason] = useState("");
  const field = useBegun();
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void worklist.postpone(row, { until: new Date(until).getTime(), reason: reason.trim() });
  }
  return (
    <form class="owed-form" onSubmit={submit}>
      <input
        ref={field}
        maxLength={LONGEST_REASON}
        placeholder={text.owed.why}
        aria-label={text.owed.why}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <p class="chips">
        {SOON.map(([words, at]) => (
          <button key={words} type="button" class="chip-button" onClick={() => setUntil(written(at()))}>
            {words}
          </button>
        ))}
      </p>
      <p class="form-end">
        <input
          type="datetime-local"
          required
          aria-label={text.owed.until}
          min={written(now.value)}
          value={until}
          onInput={(event) => setUntil(event.currentTarget.value)}
        />
        <button class="primary" disabled={!until || worklist.busy(row, "postpone")}>
          {text.owed.postponeDo}
        </button>
      </p>
    </form>
  );
}

export function CloseForm({ row }: { row: ObligationRow }) {
  const needed = head.value?.attempts_needed ?? 0;
  const tried = row.attempted >= needed;
  const [how, setHow] = useState<CloseRequest["how"]>(tried ? "unreachable" : "spam");
  const [reason, setReason] = useState("");
  const field = useBegun();
  const ways: readonly CloseRequest["how"][] = worklist.mayClose()
    ? ["spam", "unreachable", "supervisor"]
    : ["spam", "unreachable"];
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void worklist.close(row, { how, reason: reason.trim() });
  }
  return (
    <form class="owed-form" onSubmit={submit}>
      <fieldset>
        {ways.map((way) => (
          <label key={way}>
            <input
              type="radio"
              name={`how-${row.id}`}
              checked={how === way}
              disabled={way === "unreachable" && !tried}
              onChange={() => setHow(way)}
            />{" "}
            {text.owed.ways[way]}{" "}
            {way === "unreachable" && !tried && (
              <span class="faint">{text.owed.triedSoFar(row.attempted, needed)}</span>
            )}
          </label>
        ))}
      </fieldset>
      <p class="form-end">
        <input
          ref={field}
          maxLength={LONGEST_REASON}
          required={how === "supervisor"}
          placeholder={text.owed.why}
          aria-label={text.owed.why}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button class="primary" disabled={worklist.busy(row, "close")}>
          {text.owed.closeDo}
        </button>
      </p>
    </form>
  );
}
