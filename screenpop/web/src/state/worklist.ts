// The promises to call back: which one is in hand, what is done about it, and what to be reminded of.

import { computed, signal } from "@preact/signals";
import type { CallPlaced, CloseRequest, ObligationRow, PostponeRequest } from "../generated/messages";
import { text } from "../text";
import { api } from "./api";
import * as desk from "./desk";
import { onObligations, obligations } from "./lists";
import { me, session } from "./session";
import { number } from "./words";

export type Form = "postpone" | "close";

/** The line in hand, opened; 0 for none. */
export const inHand = signal(0);
/** What is being asked about it. */
export const form = signal<Form | null>(null);

export const sleeps = (row: ObligationRow): boolean => row.wake > 0 && !row.woken;

/** Oldest promise first; what was put off stands below. */
export const lines = computed<readonly ObligationRow[]>(() => {
  const rows = obligations.value ?? [];
  return [...rows.filter((row) => !sleeps(row)), ...rows.filter(sleeps)];
});

export const nameOf = (row: ObligationRow): string => row.client_name || number(row.number);
const isMine = (row: ObligationRow): boolean => Boolean(me()) && row.callers.includes(me());
/** A colleague has it: nobody else calls. */
export const isTaken = (row: ObligationRow): boolean => row.claimed_by !== "" && row.claimed_by !== me();
export const mayClose = (): boolean => session.value!.user.role !== "operator";
/** Whether what is done to a promise is this person's to do. */
export const isOurs = (row: ObligationRow): boolean => !isTaken(row) || mayClose();

// The line in hand --------------------------------------------------------------------------------

export function take(id: number): void {
  if (id !== inHand.value) form.value = null;
  inHand.value = id;
}

export const toggle = (id: number): void => take(inHand.value === id ? 0 : id);

/** The next line, or the one before. */
export function move(by: 1 | -1): void {
  const rows = lines.value;
  const at = rows.findIndex((row) => row.id === inHand.value);
  const next = at < 0 ? rows[by > 0 ? 0 : rows.length - 1] : rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (!next) return;
  take(next.id);
  document.getElementById(`owed-${next.id}`)?.focus();
}

export function ask(what: Form): void {
  const row = held();
  if (!row || !isOurs(row) || (what === "postpone" && !me())) return;
  form.value = form.value === what ? null : what;
}

/** Leave the form, or the line. */
export function leave(): void {
  const id = inHand.value;
  if (form.value) {
    form.value = null;
    document.getElementById(`owed-${id}`)?.focus();
  } else {
    take(0);
  }
}

function held(): ObligationRow | undefined {
  return lines.value.find((row) => row.id === inHand.value);
}

/** What the keys mean: the line in hand, where there is one. */
export function withHeld(act: (row: ObligationRow) => unknown): void {
  const row = held();
  if (row) act(row);
}

// Acting ------------------------------------------------------------------------------------------

const deed = (row: ObligationRow, what: string, body?: object): Promise<boolean> =>
  desk.attempt(`${what}-${row.id}`, () => api("POST", `/obligations/${row.id}/${what}`, body));

export const busy = (row: ObligationRow, what: string): boolean => desk.busy.value.has(`${what}-${row.id}`);

export async function callBack(row: ObligationRow): Promise<void> {
  if (!me() || isTaken(row)) return;
  await desk.attempt(`call-back-${row.id}`, async () => {
    await api<CallPlaced>("POST", `/obligations/${row.id}/call-back`);
    desk.notice.value = { kind: "done", text: text.done.calling(nameOf(row)) };
  });
}

/** Take it on, or give it back. */
export async function claim(row: ObligationRow): Promise<void> {
  const waits = row.claimed_by === me() && !row.woken;
  if (row.claimed_by === "" || (row.claimed_by === me() && row.woken)) await (me() && deed(row, "claim"));
  else if (waits || mayClose()) await deed(row, "release");
}

export async function postpone(row: ObligationRow, request: PostponeRequest): Promise<void> {
  if (await deed(row, "postpone", request)) leave();
}

export async function close(row: ObligationRow, request: CloseRequest): Promise<void> {
  if (await deed(row, "close", request)) take(0);
}

// Being reminded ----------------------------------------------------------------------------------

let told = new Set<string>();

/** What this person has to hear of now: his reminders, what is late and his, and, for a supervisor,
 * what stayed late. Each is said once. */
function reasonOf(row: ObligationRow): string {
  if (row.woken && row.claimed_by === me()) return `${row.id} woken ${row.wake}`;
  const level = me() ? 1 : 2;
  return row.escalated >= level && (isMine(row) || !me()) ? `${row.id} late ${row.due}` : "";
}

function heard(rows: readonly ObligationRow[]): void {
  const due = rows.filter((row) => reasonOf(row) !== "");
  const fresh = due.filter((row) => !told.has(reasonOf(row)));
  told = new Set(due.map(reasonOf));
  const [first, ...others] = fresh;
  if (first) desk.notice.value = { kind: "reminder", text: others.length ? text.owed.several(fresh.length) : one(first) };
}

function one(row: ObligationRow): string {
  if (!me()) return text.owed.lateForAll(nameOf(row));
  return row.woken && row.claimed_by === me()
    ? text.owed.reminder(nameOf(row), row.reminder)
    : text.owed.late(nameOf(row));
}

/** Another person sits down. */
export function forget(): void {
  told = new Set();
  take(0);
}

onObligations(heard);
