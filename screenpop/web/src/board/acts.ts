// What a supervisor does from the board. What follows from it is seen on the board, like everything.

import { signal } from "@preact/signals";
import type { FloorNoteRequest, MoveRequest, StatusRequest } from "../generated/messages";
import { api } from "../state/api";
import { attempt, notice } from "../state/desk";
import * as phone from "../state/phone";
import { text } from "../text";

/** The row whose menu is open. */
export interface Menu {
  readonly kind: "call" | "operator";
  readonly id: string;
}
export const menu = signal<Menu | null>(null);

type Done = keyof typeof text.board.acts.done;

async function act(name: Done, path: string, body?: unknown): Promise<boolean> {
  const went = await attempt(`board-${name}`, () => api("POST", `/floor/${path}`, body));
  if (went) notice.value = { kind: "done", text: text.board.acts.done[name]! };
  return went;
}

export type Hearing = "listen" | "whisper" | "barge";
/** Whoever asks to hear a call need not pick up: a phone in this page answers by itself. */
export function hear(call: string, how: Hearing): Promise<boolean> {
  phone.expect(call);
  return act(how, `calls/${call}/${how}`);
}
export const putFirst = (call: string): Promise<boolean> => act("first", `calls/${call}/first`);
export const move = (call: string, target: string): Promise<boolean> =>
  act("move", `calls/${call}/move`, { target } satisfies MoveRequest);
export const setStatus = (operator: string, status: StatusRequest["status"], reason = ""): Promise<boolean> =>
  act("status", `operators/${operator}/status`, { status, reason } satisfies StatusRequest);
export const tellFloor = (words: string): Promise<boolean> =>
  act("note", "note", { text: words } satisfies FloorNoteRequest);
