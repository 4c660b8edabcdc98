// Supervisors' words to everybody: shown until their time is over, or until somebody has read them.
// Which ones were read is remembered on this computer, so that a reload does not say them again.

import { computed, signal } from "@preact/signals";
import type { FloorNote } from "../generated/messages";
import { now } from "./clock";
import { read } from "./link";

const KEY = "ccengine.floor-notes";
const REMEMBERED = 50;

const told = signal<readonly FloorNote[]>([]);
const dismissed = signal<readonly string[]>(remembered());

/** The ones that stand now, oldest first. */
export const notes = computed<readonly FloorNote[]>(() =>
  told.value.filter((note) => note.until > now.value && !dismissed.value.includes(note.id)),
);

export function dismiss(note: FloorNote): void {
  dismissed.value = [...dismissed.value, note.id].slice(-REMEMBERED);
  try {
    localStorage.setItem(KEY, JSON.stringify(dismissed.value));
  } catch {
    // Read is read, if only until the next load.
  }
}

function remembered(): readonly string[] {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(known) ? known.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

read((message) => {
  if (message.type !== "note") return;
  const others = told.value.filter((one) => one.id !== message.note.id && one.until > now.value);
  told.value = [...others, message.note];
});
