// The calls on the phone, as tables. Pure: what a call becomes, what may be done with it now, and
// of which single steps a deed consists. At most two calls are up; only one of them is spoken in,
// unless both are merged.

import type { CallWord, Deed, PhoneCall } from "../state/phone";

export type CallInput =
  | "answered" // we say yes
  | "unanswered" // the yes could not be carried out (no microphone): it rings on
  | "connected" // both sides have said yes
  | "cut" // the way of sound or signal is broken
  | "mended";

const MOVES: Readonly<Record<CallWord, Readonly<Partial<Record<CallInput, CallWord>>>>> = {
  ringing: { answered: "answering" },
  answering: { unanswered: "ringing", connected: "talking" },
  calling: { connected: "talking" },
  talking: { cut: "mending" },
  mending: { mended: "talking" },
};

/** What an input makes of a call. Its clock starts again when the talk begins. */
export function move(call: PhoneCall, input: CallInput, now: number): PhoneCall {
  const word = MOVES[call.word][input];
  if (!word) return call;
  return { ...call, word, since: input === "connected" ? now : call.since };
}

/** One thing that the shell does with one call; `mix` and `unmix` concern both. */
export interface Step {
  readonly do: "answer" | "reject" | "end" | "hold" | "resume" | "mix" | "unmix";
  readonly call: string;
}

const isUp = (call: PhoneCall): boolean => call.word === "talking" || call.word === "mending";
const spoken = (call: PhoneCall): boolean => isUp(call) && !call.held;

/** The steps of a deed in their order; none where it makes no sense now. */
export function plan(calls: readonly PhoneCall[], merged: boolean, deed: Deed): readonly Step[] {
  const named = "call" in deed ? calls.find((call) => call.id === deed.call) : undefined;
  const up = calls.filter(isUp);
  const hold = (those: readonly PhoneCall[]): readonly Step[] =>
    those.filter(spoken).map((call) => ({ do: "hold", call: call.id }));
  const unmix: readonly Step[] = merged ? [{ do: "unmix", call: "" }] : [];
  const others = calls.filter((call) => call !== named);
  switch (deed.do) {
    case "answer":
      if (named?.word !== "ringing") return [];
      return [...unmix, ...hold(others), { do: "answer", call: named.id }];
    case "end":
      if (!named) return [];
      return [...unmix, { do: named.word === "ringing" ? "reject" : "end", call: named.id }];
    case "hold":
      return named && spoken(named) ? [...unmix, ...hold([named])] : [];
    case "resume":
      if (!named || !isUp(named) || !named.held) return [];
      return [...hold(others), { do: "resume", call: named.id }];
    case "swap": {
      const waiting = up.find((call) => call.held);
      if (merged || up.length !== 2 || !waiting) return [];
      return [...hold(up), { do: "resume", call: waiting.id }];
    }
    case "merge": {
      if (merged || up.length !== 2) return [];
      const waiting = up.filter((call) => call.held);
      return [...waiting.map((call): Step => ({ do: "resume", call: call.id })), { do: "mix", call: "" }];
    }
    case "part": // The one that came last goes on; the other waits.
      return merged ? [...unmix, ...hold(up.slice(0, 1))] : [];
    default:
      return [];
  }
}

/** A call has gone: what is left must not stay mixed with nobody. */
export const afterOneLess = (calls: readonly PhoneCall[], merged: boolean): readonly Step[] =>
  merged && calls.filter(isUp).length < 2 ? [{ do: "unmix", call: "" }] : [];
