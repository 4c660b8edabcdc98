// Who is owed a call, oldest promise first. A line opens where it stands, and the keys mean the one
// that is open: no key ever acts on a client whom nobody looks at.

import type { ObligationRow } from "../generated/messages";
import { now } from "../state/clock";
import { front } from "../state/desk";
import { head, obligations } from "../state/lists";
import { me } from "../state/session";
import { number } from "../state/words";
import * as worklist from "../state/worklist";
import { text } from "../text";
import { Number } from "./Number";
import { CloseForm, PostponeForm } from "./PromiseForms";

export function Obligations() {
  const rows = obligations.value;
  const counts = head.value;
  return (
    <section class="panel list owed" aria-labelledby="owed-heading">
      <h2 id="owed-heading">
        {text.owed.heading} {rows && rows.length > 0 && <span class="count">{rows.length}</span>}
        {counts && counts.overdue > 0 && <span class="count late">{text.owed.lateCount(counts.overdue)}</span>}
      </h2>
      {rows?.length === 0 && <p class="faint empty">{text.owed.none}</p>}
      <ul onKeyDown={pressed}>
        {worklist.lines.value.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
      {counts && counts.withheld > 0 && <p class="faint foot">{text.owed.withheld(counts.withheld)}</p>}
    </section>
  );
}

/** Keys of the list itself; a ringing phone comes before them. */
function pressed(event: KeyboardEvent): void {
  const at = event.target as HTMLElement;
  if (!at.matches(".owed-line") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown") worklist.move(1);
  else if (event.key === "ArrowUp") worklist.move(-1);
  else if (event.key === "Enter" && front.value?.state !== "ringing") worklist.withHeld(worklist.callBack);
  else return;
  event.preventDefault();
}

/** The line was open already when the pointer came down on it. */
let wasOpen = false;

function Line({ row }: { row: ObligationRow }) {
  const open = worklist.inHand.value === row.id;
  const name = worklist.nameOf(row);
  return (
    <li class={open ? "open" : ""}>
      <div class="owed-row">
        <button
          id={`owed-${row.id}`}
          class="quiet owed-line"
          aria-expanded={open}
          onFocus={() => worklist.take(row.id)}
          onPointerDown={() => (wasOpen = open)}
          onClick={(event) => (event.detail === 0 || wasOpen ? worklist.toggle(row.id) : worklist.take(row.id))}
        >
          <bdi class="strong who-waits">{name}</bdi>
          <span class="faint parts">
            {row.client_name && <bdi class="number">{number(row.number)}</bdi>}
            {row.company && <bdi>{row.company}</bdi>}
          </span>
          <span class="faint parts">
            <span>{text.owed.age(text.age(now.value - row.opened))}</span>
            {row.missed > 1 && <span>{text.owed.missed(row.missed)}</span>}
            {row.promised && <span>{text.owed.promised[row.promised] ?? row.promised}</span>}
          </span>
          <State row={row} />
        </button>
        {me() && (
          <button
            disabled={worklist.isTaken(row) || worklist.busy(row, "call-back")}
            onClick={() => worklist.callBack(row)}
          >
            {text.owed.callBack}
          </button>
        )}
      </div>
      {open && <Opened row={row} />}
    </li>
  );
}

/** In words: late, put off, taken on, or whose it is. */
function State({ row }: { row: ObligationRow }) {
  return (
    <span class="faint parts promise-state">
      {row.overdue && <strong class="late">{text.owed.overdue}</strong>}
      <Whose row={row} />
    </span>
  );
}

function Whose({ row }: { row: ObligationRow }) {
  const mine = row.claimed_by === me() && row.claimed_by !== "";
  if (mine && row.woken) return <strong class="remind">{text.owed.reminded(row.reminder)}</strong>;
  if (worklist.sleeps(row)) {
    const until = text.when(row.wake, now.value);
    return <span>{mine ? text.owed.sleepsWithYou(until) : text.owed.sleeps(until, row.claimed_by_name)}</span>;
  }
  if (mine) return <span class="mine">{text.owed.yours}</span>;
  if (row.claimed_by) return <span>{text.owed.taken(row.claimed_by_name)}</span>;
  if (row.responsible && row.responsible === me()) return <span class="mine">{text.owed.responsibleYou}</span>;
  return <bdi>{row.responsible_name || row.queue_name}</bdi>;
}

function Opened({ row }: { row: ObligationRow }) {
  const asked = worklist.form.value;
  return (
    <div class="owed-opened">
      <dl class="facts">
        <dt>{text.book.form.phone}</dt>
        <dd>
          {/* Calling him is the promise's own button: it takes him on first. */}
          <Number value={row.number} dials={false} />
        </dd>
        <dt>{text.owed.due}</dt>
        <dd>{text.when(row.due, now.value)}</dd>
        <dt>{text.owed.waited}</dt>
        <dd>{waited(row)}</dd>
        <dt>{text.owed.lastMissed}</dt>
        <dd>{text.when(row.last_missed, now.value)}</dd>
        {row.reminder && (
          <>
            <dt>{text.owed.putOffFor}</dt>
            <dd>
              <bdi>{row.reminder}</bdi>
            </dd>
          </>
        )}
        <dt>{text.owed.attempts}</dt>
        <dd>
          {row.attempted === 0 && text.owed.notTried}
          {row.attempts.map((attempt) => (
            <span key={attempt.call_id} class="attempt">
              <time>{text.when(attempt.at, now.value)}</time> {text.recent.outcomes[attempt.result] ?? attempt.result}{" "}
              <bdi class="faint">{attempt.operator_name}</bdi>
            </span>
          ))}
        </dd>
      </dl>
      {row.message && (
        <audio
          controls
          preload="metadata"
          aria-label={text.owed.message}
          src={`/api/recordings/${encodeURIComponent(row.message)}`}
        />
      )}
      {worklist.isOurs(row) && <Actions row={row} />}
      {asked === "postpone" && <PostponeForm row={row} />}
      {asked === "close" && <CloseForm row={row} />}
    </div>
  );
}

/** The moments between two clocks are no night. */
const WORTH_SAYING_MS = 60_000;

/** By the clock, and by hours of work where nights or holidays lay between. */
function waited(row: ObligationRow): string {
  const passed = now.value - row.opened;
  const closed = (head.value?.at ?? 0) - row.opened - row.waited_work_ms;
  return closed >= WORTH_SAYING_MS ? text.owed.waitedWork(text.age(passed), text.age(passed - closed)) : text.age(passed);
}

function Actions({ row }: { row: ObligationRow }) {
  const free = row.claimed_by === "" || (row.woken && row.claimed_by === me());
  return (
    <p class="owed-actions">
      {(me() || !free) && (
        <button disabled={worklist.busy(row, "claim") || worklist.busy(row, "release")} onClick={() => worklist.claim(row)}>
          {free ? text.owed.claim : text.owed.release} <kbd>C</kbd>
        </button>
      )}
      {me() && !worklist.isTaken(row) && (
        <button aria-expanded={worklist.form.value === "postpone"} onClick={() => worklist.ask("postpone")}>
          {text.owed.postpone} <kbd>P</kbd>
        </button>
      )}
      <button aria-expanded={worklist.form.value === "close"} onClick={() => worklist.ask("close")}>
        {text.owed.close} <kbd>X</kbd>
      </button>
    </p>
  );
}
