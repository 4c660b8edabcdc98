// What is asked before a promise is put off or closed.

import { useEffect, useRef, useState } from "preact/hooks";
import type { CloseRequest, ObligationRow } from "../generated/messages";
import { now } from "../state/clock";
import { head } from "../state/lists";
import { inAnHour } from "../state/soon";
import * as worklist from "../state/worklist";
import { text } from "../text";
import { moment, wall } from "../text/format";
import { Moment } from "./Moment";

const LONGEST_REASON = 500;

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
  const [until, setUntil] = useState(() => wall(inAnHour()));
  const [reason, setReason] = useState("");
  const field = useBegun();
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void worklist.postpone(row, { until: moment(until), reason: reason.trim() });
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
      <Moment label={text.owed.until} value={until} set={setUntil} min={wall(now.value)}>
        <button class="primary" disabled={!until || worklist.busy(row, "postpone")}>
          {text.owed.postponeDo}
        </button>
      </Moment>
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
