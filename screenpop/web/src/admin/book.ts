// The rule book under somebody's hands: what is in force, his draft of the next version, and what is
// wrong with that. The draft lives in localStorage, so that neither a reload nor an expired session
// takes it away; it is checked by the server a moment after each change.

import { computed, signal } from "@preact/signals";
import type {
  RecordingRuleEntry,
  RuleCalendar,
  RuleDocument,
  RuleEntry,
  Rules,
  RulesChecked,
  RulesProblem,
  RulesPutRequest,
  RuleVocabulary,
} from "../generated/messages";
import { api, ApiError, said } from "../state/api";
import { attempt, notice } from "../state/desk";
import { left, session } from "../state/session";
import { text } from "../text";

const words = text.admin;

const CHECK_AFTER_MS = 350;

/** `base`: the version that was changed. */
export interface Draft {
  readonly base: number;
  readonly document: RuleDocument;
}

export type Checked = "yes" | "waits" | "failed";
export type ListName = "rules" | "recording";
type Entry<L extends ListName> = L extends "rules" ? RuleEntry : RecordingRuleEntry;

export const inForce = signal<Rules | null>(null);
export const vocabulary = signal<RuleVocabulary | null>(null);
export const draft = signal<Draft | null>(null);
export const checked = signal<Checked>("yes");
/** What stands open: a place in the document, such as `rules/key`. */
export const opened = signal("");
/** What has just been added: its first field is where the typing goes on. */
export const arrived = signal("");
/** Told to who does not see what moved. */
export const told = signal("");

const found = signal<readonly RulesProblem[]>([]);

/** What the page shows: the draft, or what is in force. */
export const book = computed<RuleDocument>(() => draft.value?.document ?? inForce.value?.document ?? {});
export const problems = computed(() => (draft.value ? found.value : (inForce.value?.problems ?? [])).map(spoken));

const spoken = (one: RulesProblem): RulesProblem => ({ ...one, problem: said({ ...one, detail: one.problem }) });
/** Somebody has put another version in force since this draft was begun. */
export const overtaken = computed(() =>
  Boolean(draft.value && inForce.value && draft.value.base !== inForce.value.version),
);

export const problemsAt = (place: string): readonly RulesProblem[] =>
  problems.value.filter(({ place: at }) => at === place || at.startsWith(`${place}.`) || at.startsWith(`${place}[`));

// Fetching, keeping --------------------------------------------------------------------------------

const key = (): string => `ccengine.rules.${session.value?.user.login ?? ""}`;

export async function open(): Promise<void> {
  const [rules, known] = await Promise.all([
    api<Rules>("GET", "/rules"),
    api<RuleVocabulary>("GET", "/rules/vocabulary"),
  ]);
  vocabulary.value = known;
  inForce.value = rules;
  if (!draft.value) draft.value = kept();
  if (draft.value) check(0);
}

function kept(): Draft | null {
  try {
    const known = JSON.parse(localStorage.getItem(key()) ?? "null") as Draft | null;
    return known && typeof known.base === "number" && typeof known.document === "object" ? known : null;
  } catch {
    return null;
  }
}

function keep(next: Draft | null): void {
  draft.value = next;
  try {
    if (next) localStorage.setItem(key(), JSON.stringify(next));
    else localStorage.removeItem(key());
  } catch {
    // A full or forbidden storage must not stop the work; the draft is still on the page.
  }
}

// Another tab of the same login writes: this one shows the same.
addEventListener("storage", (event) => {
  if (!inForce.value || event.key !== key()) return;
  draft.value = kept();
  if (draft.value) check(0);
});

/** Another login on this computer has drafts of its own. */
export function forget(): void {
  clearTimeout(timer);
  inForce.value = vocabulary.value = draft.value = null;
  found.value = [];
  opened.value = arrived.value = told.value = "";
}

// Changing -----------------------------------------------------------------------------------------

export function edit(change: (document: RuleDocument) => RuleDocument): void {
  const base = draft.value?.base ?? inForce.value?.version ?? 0;
  keep({ base, document: change(book.value) });
  check(CHECK_AFTER_MS);
}

/** Some fields of a record; undefined takes one away. */
export type Changed<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The whole with some of its fields changed. What is empty is left out, as the server writes it. */
export function patch<T extends object>(whole: T, part: Changed<T>): T {
  const both: object = { ...whole, ...part };
  return Object.fromEntries(Object.entries(both).filter(([, value]) => !isEmpty(value))) as T;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === "" || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

export const entries = <L extends ListName>(list: L): readonly Entry<L>[] => (book.value[list] ?? []) as readonly Entry<L>[];

function editList<L extends ListName>(list: L, change: (old: Entry<L>[]) => readonly Entry<L>[]): void {
  edit((document) => ({ ...document, [list]: change([...((document[list] ?? []) as readonly Entry<L>[])]) }));
}

export function replace<L extends ListName>(list: L, at: number, entry: Entry<L>): void {
  editList(list, (old) => old.with(at, entry));
}

export function insert<L extends ListName>(list: L, at: number, entry: Entry<L>): void {
  editList(list, (old) => old.toSpliced(at, 0, entry));
  opened.value = arrived.value = `${list}/${entry.id}`;
}

export function remove(list: ListName, at: number): void {
  editList(list, (old) => old.toSpliced(at, 1));
  told.value = words.rules.removed;
}

export function move(list: ListName, at: number, by: 1 | -1): boolean {
  const count = entries(list).length;
  if (at + by < 0 || at + by >= count) return false;
  editList(list, (old) => old.toSpliced(at, 1).toSpliced(at + by, 0, old[at]!));
  told.value = words.rules.moved(at + by + 1, count);
  return true;
}

export const isNew = (list: ListName, id: string): boolean =>
  !(inForce.value?.document[list] as readonly { id: string }[] | undefined)?.some((entry) => entry.id === id);

/** An id that no rule of this list has yet. */
export function freshId(list: ListName, kind: string): string {
  const taken = new Set(entries(list).map((entry) => entry.id));
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? kind : `${kind}_${count}`;
    if (!taken.has(id)) return id;
  }
}

export function setCalendar(name: string, calendar: RuleCalendar | null): void {
  edit(({ calendars = {}, ...document }) => {
    const { [name]: _, ...others } = calendars;
    return { ...document, calendars: calendar ? { ...calendars, [name]: calendar } : others };
  });
}

/** A version of the past, or theirs who were quicker. */
export function takeUp(document: RuleDocument): void {
  keep({ base: inForce.value?.version ?? 0, document });
  opened.value = "";
  check(0);
}

export function discard(): void {
  clearTimeout(timer);
  keep(null);
  found.value = [];
  checked.value = "yes";
  opened.value = "";
}

/** The draft stays as it is, and is now meant to follow what is in force. */
export function putOnTop(): void {
  if (draft.value && inForce.value) keep({ ...draft.value, base: inForce.value.version });
}

// Checking, putting in force -----------------------------------------------------------------------

let timer: ReturnType<typeof setTimeout> | undefined;

function check(after: number): void {
  clearTimeout(timer);
  checked.value = "waits";
  timer = setTimeout(() => void ask(), after);
}

async function ask(): Promise<void> {
  const asked = draft.value;
  if (!asked) return;
  try {
    const answer = await api<RulesChecked>("POST", "/rules/check", { document: asked.document });
    if (draft.value?.document !== asked.document) return; // Changed meanwhile: that is being checked.
    found.value = answer.problems;
    checked.value = "yes";
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 401) left(true);
    else if (draft.value?.document === asked.document) checked.value = "failed";
  }
}

/** False where it could not be done; the page, or the notice, then says why. */
export async function save(comment: string): Promise<boolean> {
  const asked = draft.value;
  if (!asked) return false;
  const request: RulesPutRequest = { document: asked.document, version: asked.base, comment };
  await attempt("save-rules", async () => {
    try {
      inForce.value = await api<Rules>("PUT", "/rules", request);
    } catch (problem) {
      return refused(problem);
    }
    discard();
    notice.value = { kind: "done", text: words.draft.saved(inForce.value.version) };
  });
  return draft.value === null;
}

/** What stands in the way is shown at its place: the problems, or who was quicker. */
async function refused(problem: unknown): Promise<void> {
  const status = problem instanceof ApiError ? problem.status : 0;
  if (status === 422) found.value = ((problem as ApiError).more.problems ?? []) as readonly RulesProblem[];
  else if (status === 409) inForce.value = await api<Rules>("GET", "/rules");
  else throw problem;
}
