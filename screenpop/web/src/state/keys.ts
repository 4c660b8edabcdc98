// The keyboard, as a table: what each key does, and what the list under ? says of it. Keys are named
// by their place, so they work in a Russian or Greek layout too; while somebody types they need Alt,
// so that no word ever answers or ends a call.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Card } from "../generated/messages";
import { text, type Catalogue } from "../text";
import { chooseResult } from "./after";
import { chooseByDigit } from "./clients";
import * as desk from "./desk";
import { openPaper } from "./papers";
import * as parked from "./parked";
import * as phone from "./phone";
import { go, place, places } from "./place";
import { expired, me } from "./session";
import * as worklist from "./worklist";

/** What lies over the page: the list of keys, or the settings. */
export const open = signal<"help" | "settings" | null>(null);

/** A dialog tells late that it was closed: by then another may be open. */
export function shut(what: "help" | "settings"): void {
  if (open.value === what) open.value = null;
}

type Says = { [Word in keyof Does]: Does[Word] extends string ? Word : never }[keyof Does];
type Does = Catalogue["shortcuts"]["does"];

export interface Key {
  /** Where it is on the keyboard (KeyboardEvent.code); Shift+Digit1 with Shift. Empty: somebody
   * else listens to it, and it is here to be told of. */
  readonly code: string;
  /** What is written on it, where its code does not say so. */
  readonly shows?: string;
  /** What the list says of it: a word of `text.shortcuts.does`, or words of its place's own. */
  readonly says: Says | (() => string);
  readonly act?: () => unknown;
}

export interface KeyGroup {
  /** Its heading: a word of `text.shortcuts.groups`. */
  readonly id: string;
  readonly keys: readonly Key[];
}

/** Act on the call that stands in front, at the desk or in the strip elsewhere. */
const onFront = (act: (card: Card) => unknown, state = "") => (): void => {
  const card = desk.front.value;
  if (card && card.state !== "ended" && (!state || card.state === state)) act(card);
};
const onConsulted = (act: (card: Card) => unknown) => onFront((card) => card.consulting && act(card));
/** On the sound of that call, where the phone is in the page. */
const onSound = (act: (call: phone.PhoneCall) => unknown) =>
  onFront((card) => {
    const call = phone.callOf(card);
    if (phone.isUp(call)) act(call);
  });
const focus = (selector: string) => (): void => document.querySelector<HTMLElement>(selector)?.focus();

const asking = (): Card | undefined => (desk.front.value?.consulting ? desk.front.value : undefined);
/** The client and the colleague who is asked; else two calls of a phone in the page. */
function swap(): void {
  const card = asking();
  if (card) void desk.swap(card);
  else onSound((call) => phone.maySwap() && phone.act({ do: "swap", call: call.id }))();
}
function merge(): void {
  const card = asking();
  if (card) void desk.conference(card);
  else phone.mergeOrPart();
}

const EVERYWHERE: readonly Key[] = [
  { code: "KeyA", shows: "A, Enter", says: "answer", act: onFront(desk.answer, "ringing") },
  { code: "KeyH", says: "hangUp", act: onFront(desk.hangUp) },
  { code: "KeyV", says: "mute", act: phone.toggleMute },
  { code: "KeyO", says: "hold", act: onSound(phone.toggleHold) },
  { code: "Shift+KeyA", says: "ready", act: () => me() && desk.setStatus("available") },
  { code: "Shift+KeyW", says: "longer", act: desk.extendWrapUp },
  { code: "KeyQ", says: "pause", act: () => document.getElementById("pauses")?.togglePopover() },
  { code: "KeyY", says: "pickUp", act: () => parked.pickUp(parked.parked.value[0]) },
  { code: "KeyD", says: "dial", act: focus("[data-dial]") },
  { code: "Comma", shows: ",", says: "settings", act: () => (open.value = "settings") },
  { code: "", shows: "Esc", says: "leave" },
  { code: "", shows: "?", says: "help" },
];

/** At the desk alone: nothing acts on what nobody looks at. */
const CALL: readonly Key[] = [
  { code: "KeyR", says: "pass", act: onFront((card) => desk.mayPassToResponsible(card) && desk.passToResponsible(card)) },
  { code: "KeyT", says: "transfer", act: onFront((card) => desk.mayTransfer(card) && desk.toggleTransfer(card)) },
  { code: "KeyM", says: "complete", act: onConsulted(desk.completeTransfer) },
  { code: "KeyB", says: "takeBack", act: onConsulted(desk.cancelTransfer) },
  { code: "KeyZ", says: "park", act: onFront((card) => desk.mayPark(card) && desk.park(card)) },
  { code: "KeyS", says: "recording", act: onFront((card) => desk.maySwitchRecording(card) && desk.switchRecording(card)) },
  { code: "KeyI", says: "keypad", act: onSound(phone.toggleKeypad) },
  { code: "KeyW", says: "swap", act: () => swap() },
  { code: "KeyE", says: "merge", act: () => merge() },
  { code: "", shows: "1–9", says: "whichClient" },
  { code: "KeyF", says: "whoIsIt", act: focus("[data-who]") },
  { code: "KeyL", says: "document", act: onFront((card) => openPaper(card.client, "document")) },
  { code: "KeyU", says: "report", act: onFront((card) => openPaper(card.client, "report")) },
  { code: "KeyN", says: "note", act: focus("[data-note]") },
  { code: "", shows: "1–9", says: "result" },
  { code: "KeyG", says: "task", act: focus("[data-task]") },
  { code: "", shows: "Ctrl+Enter", says: "saveNote" },
];

const LIST: readonly Key[] = [
  { code: "KeyJ", says: "next", act: () => worklist.move(1) },
  { code: "KeyK", says: "previous", act: () => worklist.move(-1) },
  { code: "", shows: "Enter", says: "callBack" },
  { code: "KeyC", says: "claim", act: () => worklist.withHeld(worklist.claim) },
  { code: "KeyP", says: "postpone", act: () => worklist.ask("postpone") },
  { code: "KeyX", says: "close", act: () => worklist.ask("close") },
];

const toPlaces = computed<readonly Key[]>(() =>
  places.value.map(({ id, key }) => ({
    code: `Shift+${key}`,
    says: () => text.shortcuts.does.place(text.places[id] ?? id),
    act: () => go(id),
  })),
);

/** What the place that is open brings along itself. */
const own = signal<readonly KeyGroup[]>([]);

/** The keys of a place, as long as its page is on the screen. */
export function useKeys(group: KeyGroup): void {
  useEffect(() => {
    own.value = [...own.value, group];
    return () => void (own.value = own.value.filter((one) => one !== group));
  }, [group]);
}

/** The keys that mean something now. */
export const groups = computed<readonly KeyGroup[]>(() => [
  { id: "everywhere", keys: [...EVERYWHERE, ...(places.value.length > 1 ? toPlaces.value : [])] },
  ...(place.value.id === "" ? [{ id: "call", keys: CALL }, { id: "list", keys: LIST }] : []),
  ...own.value,
]);

/** What is written on a key. */
export const nameOf = (key: Key): string => key.shows ?? key.code.replace(/Key|Digit/, "");

export const meaning = ({ says }: Key): string => (typeof says === "string" ? text.shortcuts.does[says] : says());

function typing(): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && at.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape") return escape();
  if (expired.value) return; // Logging in again has the keyboard for itself.
  if (typing() && !event.altKey) return;
  if (hears(event)) event.preventDefault();
}

/** Whether the key meant something. */
function hears(event: KeyboardEvent): boolean {
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
    open.value = open.value === "help" ? null : "help";
    return true;
  }
  if (phone.keypad.value && /^[0-9*#]$/.test(event.key)) {
    phone.onKey.value(event.key);
    return true;
  }
  const atDesk = place.value.id === "";
  if (atDesk && /^Digit[1-9]$/.test(event.code) && !event.shiftKey) {
    const digit = Number(event.code.slice(-1));
    if (!chooseByDigit(digit)) chooseResult(digit);
    return true;
  }
  const onNothing = event.key === "Enter" && document.activeElement === document.body;
  const code = onNothing ? "KeyA" : event.shiftKey ? `Shift+${event.code}` : event.code;
  const key = groups.value.flatMap((group) => group.keys).findLast((one) => one.code === code);
  key?.act?.();
  return key !== undefined;
}

function escape(): void {
  if (open.value) return; // The dialog's own.
  if (desk.transferring.value) desk.transferring.value = "";
  else if (phone.keypad.value) phone.keypad.value = "";
  else if (document.activeElement?.closest(".owed")) worklist.leave();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  desk.notice.value = null;
}

export function listen(): () => void {
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}
