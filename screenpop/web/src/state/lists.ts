// The two lists beside the card. Fetched when told that they changed, never by guess alone; what
// was last known stays while the server is away.

import { signal } from "@preact/signals";
import type { CallRow, Calls, ObligationRow, Obligations, WorklistHead } from "../generated/messages";
import { api } from "./api";
import { now } from "./clock";

/** `null`: not known yet. */
export const obligations = signal<readonly ObligationRow[] | null>(null);
/** All of them, counted, also those that are too many to be shown. */
export const head = signal<WorklistHead | null>(null);
export const calls = signal<readonly CallRow[] | null>(null);

const SHOWN_CALLS = 30;
const SHOWN_OBLIGATIONS = 200;
/** A call's record is sealed five seconds after its end. */
const SEALED_MS = 6_500;
/** Its recording comes a little later still. */
const RECORDED_MS = 4_000;
const RECORDED_WITHIN_MS = 60_000;

/** Many changes in one breath make one request. */
function gathered(fetch: () => Promise<void>): (after?: number) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Infinity;
  return (after = 150) => {
    if (Date.now() + after >= due && after < 1_000) return;
    clearTimeout(timer);
    due = Date.now() + after;
    timer = setTimeout(() => {
      due = Infinity;
      fetch().catch(() => undefined); // A server that is away is the link's to tell.
    }, after);
  };
}

let hear: (rows: readonly ObligationRow[]) => void = () => undefined;

/** Who wants to know what the list holds, each time it was fetched. */
export function onObligations(listener: (rows: readonly ObligationRow[]) => void): void {
  hear = listener;
}

export const refreshObligations = gathered(async () => {
  const page = await api<Obligations>("GET", `/obligations?limit=${SHOWN_OBLIGATIONS}`);
  head.value = page.head;
  obligations.value = page.obligations;
  hear(page.obligations);
});

const refreshCalls = gathered(async () => {
  calls.value = (await api<Calls>("GET", `/calls?limit=${SHOWN_CALLS}`)).calls;
  if (calls.value.some(isBeingRecorded)) refreshCalls(RECORDED_MS);
});

/** Its sound is still being put together. */
export function isBeingRecorded(call: CallRow): boolean {
  const ended = call.start + call.talk_ms;
  return call.talk_ms > 0 && call.recording === "" && now.value - ended < RECORDED_WITHIN_MS;
}

export function refreshAll(): void {
  refreshObligations();
  refreshCalls();
}

export function callEnded(): void {
  refreshCalls(SEALED_MS);
}

export function forget(): void {
  obligations.value = null;
  head.value = null;
  calls.value = null;
}
