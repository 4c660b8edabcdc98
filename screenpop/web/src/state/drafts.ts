// Notes on calls, from the first letter until the server has them. They live in localStorage, so
// that neither a reload nor an outage nor an expired session takes away what somebody has written.

import { signal } from "@preact/signals";
import type { Card, NoteRequest, TaskRequest } from "../generated/messages";
import { text } from "../text";
import { api, ApiError } from "./api";
import { inAnHour } from "./soon";
import { who } from "./words";

export interface Draft {
  readonly call_id: string;
  readonly who: string;
  readonly note: string;
  readonly result: string;
  /** In whose care the call was: its results are the ones to choose from. */
  readonly queue: string;
  /** What is to be done after the call, and by when (UTC milliseconds; 0: not said); empty: nothing.
   * It has its name (`task_id`) before it is sent, so that it is made once, however often it is. */
  readonly task: string;
  readonly due: number;
  readonly task_id: string;
  /** The call is still going on; its card shows the draft. */
  readonly live: boolean;
  /** Asked to be saved; kept until it is. */
  readonly sent: boolean;
  /** What is saved is what is written (UTC milliseconds of when); 0: not. */
  readonly saved: number;
  readonly problem: string;
}

/** Calls whose note is done with, so that a card which stays a while asks for no second one. */
const DONE_KEPT = 50;
const AGAIN_MS = [2_000, 5_000, 10_000, 30_000];

export const drafts = signal<readonly Draft[]>([]);

let key = "";
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let saving = false;

const keyOf = (login: string): string => `ccengine.notes.${login}`;

/** How many notes of this login wait here, before anybody has logged in. */
export const keptFor = (login: string): number => stored<Draft>(keyOf(login)).filter(writable).length;

/** Take up the notes this login has left on this computer. */
export function openFor(login: string): void {
  key = keyOf(login);
  drafts.value = kept().map((draft) => ({ ...draft, live: false }));
  void flush();
}

function stored<T>(where: string): readonly T[] {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(where) ?? "[]");
    return Array.isArray(known) ? (known as T[]) : [];
  } catch {
    return [];
  }
}

/** One that an earlier page has left knows nothing of tasks. */
const kept = (): readonly Draft[] => stored<Draft>(key).map((draft) => ({ ...empty(), ...draft }));

const empty = () => ({ note: "", result: "", queue: "", task: "", due: 0, task_id: newId(), sent: false, saved: 0, problem: "" });

/** A name that nobody else gives: a UUID, also where the page came without TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function store(where: string, what: readonly unknown[]): void {
  try {
    localStorage.setItem(where, JSON.stringify(what));
  } catch {
    // A full or forbidden storage must not stop the work; the note is still on the page.
  }
}

function keep(next: readonly Draft[]): void {
  drafts.value = next;
  store(key, next);
}

const doneKey = (): string => `${key}.done`;

// The network is back: no need to wait for the next try.
addEventListener("online", () => void flush());

// Another tab of the same operator writes: this one shows the same.
addEventListener("storage", (event) => {
  if (key && event.key === key) drafts.value = kept();
});

function change(call_id: string, change: Partial<Draft>): void {
  keep(drafts.value.map((draft) => (draft.call_id === call_id ? { ...draft, ...change } : draft)));
}

export const draftOf = (call_id: string): Draft | undefined =>
  drafts.value.find((draft) => draft.call_id === call_id);

/** Still to be written; one on its way to the server is not. */
export const isOpen = (call_id: string): boolean => draftOf(call_id)?.sent === false;

/** The operator talks in this call: there will be something to write down. */
export function begin(card: Card): void {
  const live = card.state !== "ended";
  const known = draftOf(card.call_id);
  if (known) {
    if (!live) end(card.call_id);
    else if (!known.live) change(card.call_id, { live });
    return;
  }
  if (stored<string>(doneKey()).includes(card.call_id)) return;
  keep([...drafts.value, { ...empty(), call_id: card.call_id, who: who(card), queue: card.queue, live }]);
}

/** The call has left the screen. What is saved is done with; the rest waits to be written. */
export function end(call_id: string): void {
  const draft = draftOf(call_id);
  if (draft?.saved) close(call_id);
  else if (draft?.live) change(call_id, { live: false });
}

/** After a (re)connection: what was saved in a call that has ended meanwhile is done with. */
export function settle(cards: readonly Card[]): void {
  for (const draft of drafts.value) {
    if (!cards.some((card) => card.call_id === draft.call_id)) end(draft.call_id);
  }
}

export function write(call_id: string, part: Partial<NoteRequest & Pick<Draft, "task" | "due">>): void {
  change(call_id, { ...part, saved: 0, sent: false, problem: "" });
}

export function close(call_id: string): void {
  store(doneKey(), [...stored<string>(doneKey()), call_id].slice(-DONE_KEPT));
  keep(drafts.value.filter((draft) => draft.call_id !== call_id));
}

const isNote = (draft: Draft): boolean => Boolean(draft.note.trim() || draft.result);
const isTask = (draft: Draft): boolean => Boolean(draft.task?.trim());

export const writable = (draft: Draft): boolean => isNote(draft) || isTask(draft);

let taskSaved = (): void => undefined;

/** Who wants to know that a task was made. */
export function onTask(listener: () => void): void {
  taskSaved = listener;
}

export function save(call_id: string): void {
  const draft = draftOf(call_id);
  if (!draft || !writable(draft)) return;
  change(call_id, { sent: true, problem: "" });
  void flush();
}

/** Send what was asked to be saved, oldest first; on a server that is away, wait and try again. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  if (saving) return;
  saving = true;
  try {
    for (let draft = waiting(); draft; draft = waiting()) await send(draft);
    failures = 0;
  } catch {
    timer = setTimeout(() => void flush(), AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
    failures += 1;
  } finally {
    saving = false;
  }
}

const waiting = (): Draft | undefined => drafts.value.find((draft) => draft.sent);

async function send(draft: Draft): Promise<void> {
  const { call_id, note, result, due } = draft;
  try {
    if (isNote(draft)) await api("PUT", `/calls/${call_id}/note`, { note, result } satisfies NoteRequest);
    if (isTask(draft)) {
      const task: TaskRequest = { text: draft.task.trim(), due: due || inAnHour(), call_id };
      await api("PUT", `/tasks/${draft.task_id}`, task);
      taskSaved();
    }
  } catch (problem) {
    const later = !(problem instanceof ApiError) || problem.temporary || problem.status === 401;
    if (later) throw problem;
    change(draft.call_id, { sent: false, problem: text.note.refused(problem.message) });
    return;
  }
  const now = draftOf(draft.call_id);
  if (!now?.sent) return; // Written on while it was being saved: it will be saved again.
  if (now.live) change(draft.call_id, { sent: false, saved: Date.now() });
  else close(draft.call_id);
}
