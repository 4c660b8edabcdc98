// What the operator does, and what follows when the engine says that something happened.

import { computed, signal } from "@preact/signals";
import type { CallPlaced, Card, ClientRecord, Passed, RecordingRequest, ServerMessage, StatusRequest, TransferRequest } from "../generated/messages";
import { text } from "../text";
import { api, ApiError } from "./api";
import * as drafts from "./drafts";
import * as link from "./link";
import { model } from "./link";
import * as lists from "./lists";
import type { Model } from "./model";
import { openAtAnswer } from "./papers";
import * as phone from "./phone";
import { alert, askToNotify, quiet, quietAll } from "./ringing";
import * as session from "./session";
import { number, who } from "./words";

/** What just happened to a call that left the screen without a word spoken. */
export interface Gone {
  readonly who: string;
  readonly reason: string;
  readonly at: number;
}

export interface Notice {
  readonly kind: "done" | "problem" | "reminder";
  readonly text: string;
}

export const gone = signal<Gone | null>(null);
export const notice = signal<Notice | null>(null);
/** Actions on their way, so that nobody presses twice. */
export const busy = signal<ReadonlySet<string>>(new Set());
/** The call whose transfer list is open. */
export const transferring = signal("");

/** Calls that are over for the server but not for the operator: their note is still open. */
const kept = signal<readonly Card[]>([]);

/** What stands on the screen. A call whose note is open stays where it is, so that the field does
 * not vanish under somebody's fingers; what is alive stands above it, what ended last comes next. */
export const cards = computed<readonly Card[]>(() => {
  const known = model.value.cards;
  const past = kept.value.filter((card) => !known.some((one) => one.call_id === card.call_id));
  const ended = [...past, ...known.filter((card) => card.state === "ended")].reverse();
  return [...known.filter((card) => card.state !== "ended"), ...ended.filter((card) => drafts.isOpen(card.call_id))];
});

/** The one that the keys mean. */
export const front = computed<Card | undefined>(() => {
  const inState = (state: string) => cards.value.find((card) => card.state === state);
  return inState("ringing") ?? inState("talking") ?? inState("dialling") ?? inState("held") ?? cards.value[0];
});

let parkedChanged: () => void = () => undefined;

/** Who wants to hear that the list of parked calls is another. */
export function onParked(listener: () => void): void {
  parkedChanged = listener;
}

// Being told -------------------------------------------------------------------------------------

/** The page of somebody who has just logged in; returns what ends it. */
export function begin(): () => void {
  const known = session.session.value!;
  drafts.openFor(known.user.login);
  lists.refreshAll();
  let fresh = true;
  link.open({
    async access() {
      const access = fresh ? known : await session.loadOrLast();
      fresh = false;
      return access?.screenpop ?? null;
    },
    changed,
  });
  return end;
}

function end(): void {
  link.close();
  quietAll();
  gone.value = null;
  notice.value = null;
  transferring.value = "";
  kept.value = [];
}

export async function leave(offline = false): Promise<void> {
  await attempt("logout", async () => {
    phone.mustStay();
    if (offline) await api("PUT", "/me/status", { status: "offline", reason: "" } satisfies StatusRequest);
    await session.logout();
  });
}

function changed(before: Model, message: ServerMessage): void {
  if (message.type === "obligations") lists.refreshObligations();
  if (message.type === "house") void session.loadOrLast();
  if (message.type === "parked" || message.type === "snapshot") parkedChanged();
  if (message.type === "snapshot") {
    lists.refreshAll();
    drafts.settle(message.cards);
    void drafts.flush();
  }
  if (message.type === "snapshot" || message.type === "card" || message.type === "withdraw") {
    for (const card of model.value.cards) seen(before, card);
    for (const card of before.cards) {
      if (!model.value.cards.some((one) => one.call_id === card.call_id)) {
        left(card, message.type === "withdraw" ? message.reason : "done");
      }
    }
  }
}

function seen(before: Model, card: Card): void {
  const earlier = before.cards.find((one) => one.call_id === card.call_id);
  if (card.state === "ringing" && earlier?.state !== "ringing") alert(card);
  if (card.state !== "ringing") quiet(card.call_id);
  if (card.state !== "ringing" && card.state !== "dialling") drafts.begin(card);
  if (card.state === "talking" && earlier?.state === "ringing") openPapers(card); // picked up by hand
  if (card.state === "ended") forget(card.call_id);
}

function openPapers(card: Card): void {
  if (!openAtAnswer(card)) notice.value = { kind: "problem", text: text.problem.keptClosed };
}

function left(card: Card, reason: string): void {
  quiet(card.call_id);
  forget(card.call_id);
  drafts.end(card.call_id);
  lists.callEnded();
  kept.value = [...kept.value.filter((one) => drafts.isOpen(one.call_id)), over(card)];
  if (card.state === "ringing") gone.value = { who: who(card), reason, at: Date.now() };
}

/** Whether only this page still shows the call: the gateway tells nothing of it any more. */
export const isOver = (card: Card): boolean => kept.value.some((one) => one.call_id === card.call_id);

/** A call that is over shows whom the operator has named for it. */
export function showChosen(card: Card, client: ClientRecord): void {
  const { id, name, company, language, responsible } = client;
  const shown = { id, name, company, language, responsible, fields: client.card };
  const words = { responsible_name: "", responsible_status: "", document_url: "", report_url: "" };
  kept.value = kept.value.map((one) =>
    one.call_id === card.call_id ? { ...one, client: { ...shown, ...words }, candidates: [], chosen: true } : one,
  );
}

const over = (card: Card): Card => ({ ...card, state: "ended", consulting: "" });

function forget(call_id: string): void {
  if (transferring.value === call_id) transferring.value = "";
}

// Acting -----------------------------------------------------------------------------------------

/** Run one action; false where it failed, which the notice then explains. */
export async function attempt(name: string, action: () => Promise<void>): Promise<boolean> {
  if (busy.value.has(name)) return false;
  busy.value = new Set([...busy.value, name]);
  notice.value = null;
  try {
    await action();
    return true;
  } catch (problem) {
    const over = problem instanceof ApiError && problem.status === 401; // The page says so itself.
    if (!over) notice.value = { kind: "problem", text: problem instanceof Error ? problem.message : String(problem) };
    return false;
  } finally {
    busy.value = new Set([...busy.value].filter((one) => one !== name));
  }
}

const onCall = (card: Card, act: string): string => `/calls/${card.call_id}/${act}`;

/** A phone in the page answers by itself; a desk phone is told by the server. */
export const answer = (card: Card): Promise<boolean> =>
  attempt("answer", async () => {
    openPapers(card); // First: a window opens only in the breath of the press itself.
    if (phone.isBrowser()) phone.answer(card);
    else await api("POST", onCall(card, "answer"));
  });

export const hangUp = (card: Card): Promise<boolean> =>
  attempt("hang-up", async () => {
    if (!phone.end(card)) await api("POST", onCall(card, "hang-up"));
  });

export const passToResponsible = (card: Card): Promise<boolean> =>
  attempt("pass", async () => {
    const { name } = await api<Passed>("POST", onCall(card, "pass-to-responsible"));
    notice.value = { kind: "done", text: text.done.passed(name) };
  });

export function toggleTransfer(card: Card): void {
  transferring.value = transferring.value === card.call_id ? "" : card.call_id;
}

export async function transfer(card: Card, target: string, name: string, how: TransferRequest["how"]): Promise<void> {
  const request: TransferRequest = { target, how };
  const went = await attempt("transfer", () => api("POST", onCall(card, "transfer"), request));
  if (!went) return;
  transferring.value = "";
  if (how === "blind") notice.value = { kind: "done", text: text.done.passed(name) };
}

export const completeTransfer = (card: Card): Promise<boolean> =>
  attempt("complete", () => api("POST", onCall(card, "transfer/complete")));

/** The client, the colleague who is asked, and oneself. */
export const conference = (card: Card): Promise<boolean> =>
  attempt("conference", () => api("POST", onCall(card, "transfer/conference")));

/** From the one to the other of the two. */
export const swap = (card: Card): Promise<boolean> =>
  attempt("swap", () => api("POST", onCall(card, "transfer/swap")));

export const park = (card: Card): Promise<boolean> =>
  attempt("park", async () => {
    await api("POST", onCall(card, "park"));
    notice.value = { kind: "done", text: text.done.parked };
  });

export const cancelTransfer = (card: Card): Promise<boolean> =>
  attempt("cancel", () => api("POST", onCall(card, "transfer/cancel")));

/** Pause what is recorded, go on with what is not; or what is asked for. */
export const switchRecording = (card: Card, state?: RecordingRequest["state"]): Promise<boolean> =>
  attempt("recording", async () => {
    const request: RecordingRequest = { state: state ?? (card.recording === "on" ? "paused" : "on") };
    await api("POST", onCall(card, "recording"), request);
  });

export const placeCall = (to: string): Promise<boolean> =>
  attempt("place", async () => {
    phone.expect();
    await api<CallPlaced>("POST", "/calls", { number: to });
    notice.value = { kind: "done", text: text.done.calling(number(to)) };
  });

export function setStatus(status: StatusRequest["status"], reason = ""): Promise<boolean> {
  askToNotify();
  return attempt("status", () => api("PUT", "/me/status", { status, reason } satisfies StatusRequest));
}

/** A wrap-up lasts once more as long; once. */
export function extendWrapUp(): Promise<boolean> | undefined {
  if (model.value.status?.extendable) return attempt("extend", () => api("POST", "/me/wrap-up/extend"));
}

export const maySwitchRecording = (card: Card): boolean => card.recording_switchable && card.state !== "ended";

export const mayTransfer = (card: Card): boolean => card.state === "talking" || card.state === "held";

/** Whom one talks to alone; not while a colleague is asked. */
export const mayPark = (card: Card): boolean => mayTransfer(card) && !card.consulting;

/** Whom nobody talks to yet cannot be passed on: the PBX transfers what has been answered. */
export const mayPassToResponsible = (card: Card): boolean =>
  Boolean(card.client?.responsible) && card.client!.responsible !== session.me() && mayTransfer(card);
