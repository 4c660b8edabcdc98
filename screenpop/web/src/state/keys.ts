// The keyboard. Keys are named by their place, so they work in a Russian or Greek layout too; while
// somebody types they need Alt, so that no word ever answers or ends a call.

import { signal } from "@preact/signals";
import type { Card } from "../generated/messages";
import { chooseByDigit } from "./clients";
import * as desk from "./desk";
import { change, place } from "./place";
import * as worklist from "./worklist";

export const helping = signal(false);

const KEYS: Readonly<Record<string, () => void>> = {
  KeyA: () => whenFront("ringing", desk.answer),
  KeyH: () => whenFront("", desk.hangUp),
  KeyR: () => whenFront("", (card) => void (desk.mayPassToResponsible(card) && desk.passToResponsible(card))),
  KeyT: () => whenFront("", (card) => void (desk.mayTransfer(card) && desk.toggleTransfer(card))),
  KeyS: () => whenFront("", (card) => void (desk.maySwitchRecording(card) && desk.switchRecording(card))),
  KeyM: () => whenConsulting(desk.completeTransfer),
  KeyB: () => whenConsulting(desk.cancelTransfer),
  KeyN: () => focus("[data-note]"),
  KeyD: () => focus("[data-dial]"),
  KeyJ: () => worklist.move(1),
  KeyK: () => worklist.move(-1),
  KeyC: () => worklist.withHeld(worklist.claim),
  KeyP: () => worklist.ask("postpone"),
  KeyX: () => worklist.ask("close"),
  KeyG: change,
};

/** What the keys mean where the desk cannot be seen: nothing acts on what nobody looks at. */
const ELSEWHERE: ReadonlySet<string> = new Set(["KeyG"]);

function whenFront(state: string, act: (card: Card) => unknown): void {
  const card = desk.front.value;
  if (card && card.state !== "ended" && (!state || card.state === state)) act(card);
}

function whenConsulting(act: (card: Card) => unknown): void {
  whenFront("", (card) => void (card.consulting && act(card)));
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

function typing(): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && at.matches("input:not([type=radio]), textarea, select");
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape") return escape();
  if (typing() && !event.altKey) return;
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) helping.value = !helping.value;
  else if (place.value && !ELSEWHERE.has(event.code)) return;
  else if (event.key === "Enter" && document.activeElement === document.body) KEYS.KeyA!();
  else if (/^Digit[1-9]$/.test(event.code) && !event.shiftKey) chooseByDigit(Number(event.code.slice(-1)));
  else if (KEYS[event.code] && !event.shiftKey) KEYS[event.code]!();
  else return;
  event.preventDefault();
}

function escape(): void {
  if (helping.value) helping.value = false;
  else if (desk.transferring.value) desk.transferring.value = "";
  else if (document.activeElement?.closest(".owed")) worklist.leave();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  desk.notice.value = null;
}

export function listen(): () => void {
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}
