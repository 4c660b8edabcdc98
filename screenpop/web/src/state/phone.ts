// The phone as the page sees it: what it is doing, and what may be asked of it. The phone itself
// (SIP, sound, devices) is a chunk of its own that only an operator with a browser phone loads. One
// tab of the browser holds it; this picture is what all tabs show, whoever holds.

import { computed, effect, signal } from "@preact/signals";
import type { BrowserPhone, Card, DeskPhone } from "../generated/messages";
import { text } from "../text";
import { api, ApiError } from "./api";
import { model } from "./link";
import { expired, me } from "./session";

/** Where the line to the telephone system stands. */
export type LineWord = "off" | "connecting" | "ready" | "unreachable";

/** Whether the operator can be heard. `insecure`: browsers give no microphone to a page over http. */
export type MicrophoneWord = "unknown" | "asking" | "ok" | "refused" | "missing" | "taken" | "insecure";

export type CallWord = "ringing" | "answering" | "calling" | "talking" | "mending";

/** How a call sounds, and why: both are keys of the catalogue. */
export interface Quality {
  readonly word: "unknown" | "good" | "choppy" | "unheard" | "silent";
  readonly why: string;
}

export interface PhoneCall {
  readonly id: string;
  /** The card it belongs to; empty where it has none (the test call). */
  readonly call_id: string;
  readonly number: string;
  readonly incoming: boolean;
  readonly word: CallWord;
  readonly held: boolean;
  readonly since: number;
  readonly quality: Quality;
}

export interface Picture {
  /** `unknown`: not asked yet; `none`: a login without a phone. */
  readonly kind: "unknown" | "none" | "desk" | "browser";
  readonly line: LineWord;
  readonly since: number;
  readonly microphone: MicrophoneWord;
  readonly muted: boolean;
  readonly merged: boolean;
  /** The browser lets no sound out before the operator has touched the page. */
  readonly hushed: boolean;
  readonly calls: readonly PhoneCall[];
}

export const NO_PHONE: Picture = {
  kind: "unknown",
  line: "off",
  since: 0,
  microphone: "unknown",
  muted: false,
  merged: false,
  hushed: false,
  calls: [],
};

/** What can be asked of the phone, from any tab. */
export type Deed =
  | { readonly do: "answer" | "end" | "hold" | "resume" | "swap"; readonly call: string }
  | { readonly do: "press"; readonly call: string; readonly keys: string }
  | { readonly do: "merge" | "part" | "mute" | "unmute" | "test" | "look" }
  | { readonly do: "expect"; readonly call_id: string };

export const phone = signal<Picture>(NO_PHONE);
/** This tab holds the phone. */
export const here = signal(false);
/** The call whose keypad is open. */
export const keypad = signal("");
/** The panel with the devices is open. */
export const setting = signal(false);

let ask: (deed: Deed) => void = () => undefined;

/** The chunk is loaded: from now on it is asked. */
export function use(how: (deed: Deed) => void): void {
  ask = how;
}

export const act = (deed: Deed): void => ask(deed);

export const isBrowser = (): boolean => phone.value.kind === "browser";

/** Which call is which card's: our id says so. What a colleague's desk phone calls by itself carries
 * none; where one such call and one card are left, they are each other's. */
const pairs = computed(() => {
  const { calls } = phone.value;
  const cards = model.value.cards.filter((card) => card.state !== "ended");
  const found = new Map<string, PhoneCall>();
  for (const card of cards) {
    const call = calls.find((one) => one.call_id === card.call_id);
    if (call) found.set(card.call_id, call);
  }
  const nameless = calls.filter((call) => call.incoming && !call.call_id);
  const alone = cards.filter((card) => !found.has(card.call_id));
  if (nameless.length === 1 && alone.length === 1) found.set(alone[0]!.call_id, nameless[0]!);
  return found;
});

/** This card's own call on the phone. */
export const callOf = (card: Card): PhoneCall | undefined => pairs.value.get(card.call_id);

/** A call on the phone can be spoken in: it has mute, hold and a keypad. */
export const isUp = (call: PhoneCall | undefined): call is PhoneCall & { word: "talking" | "mending" } =>
  call?.word === "talking" || call?.word === "mending";

/** The card of a call; empty where it has none. */
export const cardIdOf = (id: string): string => [...pairs.value].find(([, call]) => call.id === id)?.[0] ?? "";

/** Calls that no card speaks for: the echo, somebody listened to, a card that could not come. */
export const strays = computed<readonly PhoneCall[]>(() => {
  const known = new Set(pairs.value.values());
  return phone.value.calls.filter((call) => !known.has(call));
});

const up = computed(() => phone.value.calls.filter(isUp));

export const mayMerge = (): boolean => up.value.length === 2 && !phone.value.merged;
export const maySwap = (): boolean => mayMerge() && up.value.some((call) => call.held);

export function toggleMute(): void {
  if (up.value.length) act({ do: phone.value.muted ? "unmute" : "mute" });
}

export function toggleHold(call: PhoneCall): void {
  act({ do: call.held ? "resume" : "hold", call: call.id });
}

export function toggleKeypad(call: PhoneCall): void {
  keypad.value = keypad.value === call.id ? "" : call.id;
}

/** The keypad that is open hears the digits of the keyboard. */
export const onKey = signal<(key: string) => void>(() => undefined);

export function press(call: PhoneCall, keys: string): void {
  act({ do: "press", call: call.id, keys });
}

export function mergeOrPart(): void {
  if (phone.value.merged) act({ do: "part" });
  else if (mayMerge()) act({ do: "merge" });
}

/** Take the call. Its card may be there a moment before it reaches the phone, which then answers at
 * once; raises where the phone cannot be reached. */
export function answer(card: Card): void {
  const call = callOf(card);
  if (call) act({ do: "answer", call: call.id });
  else if (phone.value.line === "ready") act({ do: "expect", call_id: card.call_id });
  else throw new Error(text.phone.notHere);
}

/** End or decline it by the phone; false where the phone cannot, and the server must. */
export function end(card: Card): boolean {
  const call = callOf(card);
  if (!call || phone.value.line !== "ready") return false;
  act({ do: "end", call: call.id });
  return true;
}

/** A talk would end with the phone: nobody logs out of one. */
export function mustStay(): void {
  if (isBrowser() && phone.value.calls.some((call) => call.word !== "ringing")) throw new Error(text.phone.inCall);
}

/** Something was asked that makes this phone ring: it then answers by itself. */
export const expect = (call_id = ""): void => {
  if (isBrowser()) act({ do: "expect", call_id });
};

// Its life ---------------------------------------------------------------------------------------

const AGAIN_MS = 3_000;

let ofWhom = "";
let close: () => void = () => undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A phone for whoever is logged in; it ends at logout. When a session has expired nobody is rung on
 * a page that shows no cards; but a talk goes on, as the client must not pay for it. */
export function attend(): () => void {
  const talks = computed(() => phone.value.calls.some((call) => call.word !== "ringing"));
  return effect(() => {
    const operator = expired.value && !talks.value ? "" : me();
    if (operator === ofWhom) return;
    ofWhom = operator;
    clearTimeout(timer);
    queueMicrotask(() => {
      close();
      close = () => undefined;
      if (operator) void load(operator);
    });
  });
}

async function load(operator: string): Promise<void> {
  try {
    const { kind } = await api<BrowserPhone | DeskPhone>("GET", "/me/phone");
    if (kind !== "browser") return void (phone.value = { ...NO_PHONE, kind: "desk" });
    const { Phone } = await import("../phone/phone");
    if (operator !== ofWhom) return;
    const made = new Phone(operator);
    close = () => made.close();
  } catch (problem) {
    const status = problem instanceof ApiError && !problem.temporary ? problem.status : 0;
    // Nobody keeps the PBX's files here (409): his page should be his phone, and is none.
    if (status) phone.value = { ...NO_PHONE, kind: status === 409 ? "browser" : "desk" };
    else if (operator === ofWhom) timer = setTimeout(() => void load(operator), AGAIN_MS);
  }
}
