// What the operator has to do, and being reminded of it when its time has come.

import { computed, effect, signal } from "@preact/signals";
import type { TaskDoneRequest, TaskList, TaskRequest, TaskRow } from "../generated/messages";
import { text } from "../text";
import { api } from "./api";
import { now } from "./clock";
import { attempt, notice } from "./desk";
import { newId, onTask } from "./drafts";
import { read } from "./link";
import { me } from "./session";

/** Open ones first, what is due first before the others; `null`: not known yet. */
export const tasks = signal<readonly TaskRow[] | null>(null);

export const isLate = (task: TaskRow): boolean => !task.done && task.due <= now.value;

/** What was last known stays while the server is away. */
export async function refresh(): Promise<void> {
  if (!me()) return;
  try {
    tasks.value = (await api<TaskList>("GET", "/tasks")).tasks;
  } catch {
    // The link says that the server is away, and asks again when it is back.
  }
}

export const add = (words: string, due: number): Promise<boolean> =>
  attempt("task", async () => {
    await api("PUT", `/tasks/${newId()}`, { text: words, due } satisfies TaskRequest);
    await refresh();
  });

export const change = (task: TaskRow, words: string, due: number): Promise<boolean> =>
  attempt("task", async () => {
    await api("PUT", `/tasks/${task.id}`, { text: words, due } satisfies TaskRequest);
    await refresh();
  });

export const setDone = (task: TaskRow, done: boolean): Promise<boolean> =>
  attempt(`task-${task.id}`, async () => {
    await api("PUT", `/tasks/${task.id}/done`, { done } satisfies TaskDoneRequest);
    await refresh();
  });

// Being reminded ----------------------------------------------------------------------------------

/** Each is said once for each time that it is due. */
let told = new Set<string>();

const due = computed(() => (tasks.value ?? []).filter(isLate));

effect(() => {
  const names = due.value.map((task) => `${task.id} ${task.due}`);
  const fresh = due.value.filter((_, nth) => !told.has(names[nth]!));
  told = new Set(names);
  const [first, ...others] = fresh;
  if (!first) return;
  notice.value = { kind: "reminder", text: others.length ? text.day.several(fresh.length) : text.day.reminder(first.text) };
});

export function forget(): void {
  tasks.value = null;
  told = new Set();
}

onTask(() => void refresh());
read((message) => {
  if (message.type === "snapshot") void refresh();
});
