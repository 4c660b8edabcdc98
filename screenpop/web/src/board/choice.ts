// What of the board somebody wants to see, and in which order. Kept for the next time.

import { computed, signal } from "@preact/signals";
import type { BoardCall, BoardOperator } from "../generated/messages";
import { chosenLocale } from "../text/format";
import { calls, operators, queues } from "./rows";
import { seen } from "./watch";

export const STATES = {
  in: (one: BoardOperator) => one.status !== "offline",
  free: (one: BoardOperator) => one.status === "available" && one.reachable,
  calls: (one: BoardOperator) => one.status === "busy" || one.status === "ringing",
  away: (one: BoardOperator) => one.status === "paused" || one.status === "wrap_up",
  out: (one: BoardOperator) => one.status === "offline",
} as const;
export type StateId = keyof typeof STATES;

export const SORTS = ["name", "state", "age"] as const;
export type SortId = (typeof SORTS)[number];

export interface Choice {
  readonly department: string;
  readonly queue: string;
  readonly state: StateId | "";
  readonly sort: SortId;
  readonly words: string;
}

const EMPTY: Choice = { department: "", queue: "", state: "", sort: "name", words: "" };
export const choice = signal<Choice>(EMPTY);

export function choose(part: Partial<Choice>): void {
  choice.value = { ...choice.value, ...part };
}

/** One tile at a time is open. */
export const toggleQueue = (id: string): void => choose({ queue: choice.value.queue === id ? "" : id });

export const departments = computed<readonly string[]>(() => {
  const named = [...queues.all(), ...operators.all()].map((row) => row.department).filter(Boolean);
  return [...new Set(named)].sort((a, b) => a.localeCompare(b, chosenLocale()));
});

/** Which tiles: an open one stays among the others. */
export const shownQueues = computed<readonly string[]>(() => {
  const { department } = choice.value;
  return queues
    .all()
    .filter((row) => !department || row.department === department)
    .map((row) => row.id);
});

const ORDER = ["ringing", "busy", "wrap_up", "available", "paused", "offline"];
const overdue = (one: BoardOperator): boolean => one.until > 0 && one.until < seen.peek();
const rank = (one: BoardOperator): number => (one.reachable && !overdue(one) ? 1 + ORDER.indexOf(one.status) : 0);

const COMPARE: Readonly<Record<SortId, (a: BoardOperator, b: BoardOperator) => number>> = {
  name: () => 0,
  state: (a, b) => rank(a) - rank(b),
  age: (a, b) => Number(a.status === "offline") - Number(b.status === "offline") || a.since - b.since,
};

const contains = (words: string, ...fields: readonly string[]): boolean => {
  const wanted = words.trim().toLocaleLowerCase(chosenLocale());
  const digits = wanted.replace(/[\s().+-]/g, "");
  return fields.some(
    (field) =>
      field.toLocaleLowerCase(chosenLocale()).includes(wanted) || (/^\d{2,}$/.test(digits) && field.includes(digits)),
  );
};

export const shownOperators = computed<readonly string[]>(() => {
  const { department, queue, state, sort, words } = choice.value;
  const collator = new Intl.Collator(chosenLocale(), { numeric: true });
  return operators
    .all()
    .filter((row) => !department || row.department === department)
    .filter((row) => !queue || row.queues.includes(queue))
    .filter((row) => !state || STATES[state](row))
    .filter((row) => !words || contains(words, row.name, row.extension))
    .sort((a, b) => COMPARE[sort](a, b) || collator.compare(a.name, b.name))
    .map((row) => row.id);
});

/** Who waits, first come first; then the others, as they began. */
export const shownCalls = computed<readonly string[]>(() => {
  const { department, queue, words } = choice.value;
  const inDepartment = (row: BoardCall): boolean =>
    queues.row(row.queue)?.value.department === department ||
    [...row.operators, ...row.ringing].some((id) => operators.row(id)?.value.department === department);
  return calls
    .all()
    .filter((row) => !department || inDepartment(row))
    .filter((row) => !queue || row.queue === queue)
    .filter((row) => !words || contains(words, row.client, row.company, row.number))
    .sort((a, b) => Number(!a.entered) - Number(!b.entered) || a.entered - b.entered || a.start - b.start)
    .map((row) => row.id);
});
