// The line between the page and the telephone system, as a table. Pure: (line, input, now) -> line.
//
// The line is up (`ready`) only when the registrar has said so. Whatever breaks it leads to
// `waiting`, longer each time, and from there up again; a registrar that refuses the password is
// asked again with a fresh one. Nobody is ever told that the phone is there when it is not.

import type { LineWord } from "../state/phone";

export type LineState = "off" | "asking" | "opening" | "registering" | "ready" | "waiting";

export type LineInput =
  | "begin" // the phone is wanted
  | "given" // the server gave name and password
  | "opened" // the websocket is open
  | "registered" // the registrar knows us
  | "refused" // the registrar does not take the password
  | "lost" // no answer, or the connection is gone
  | "again" // it is time to try again
  | "end"; // the phone is no longer wanted

export interface Line {
  readonly state: LineState;
  /** Since when it is up, or since when it is not. */
  readonly since: number;
  /** Failures in a row. */
  readonly failures: number;
}

export const OFF: Line = { state: "off", since: 0, failures: 0 };

const ANY_TIME = { end: "off" } as const;

const MOVES: Readonly<Record<LineState, Readonly<Partial<Record<LineInput, LineState>>>>> = {
  off: { begin: "asking" },
  asking: { ...ANY_TIME, given: "opening", refused: "off", lost: "waiting" },
  opening: { ...ANY_TIME, opened: "registering", lost: "waiting" },
  registering: { ...ANY_TIME, registered: "ready", refused: "waiting", lost: "waiting" },
  ready: { ...ANY_TIME, refused: "waiting", lost: "waiting" },
  // The password may have been renewed meanwhile, so every new attempt begins with asking for it.
  waiting: { ...ANY_TIME, again: "asking" },
};

/** What an input makes of the line; one that does not fit the state changes nothing. */
export function move(line: Line, input: LineInput, now: number): Line {
  const state = MOVES[line.state][input];
  if (!state) return line;
  const wasUp = line.state === "ready";
  const isUp = state === "ready";
  const begins = line.state === "off" || state === "off";
  return {
    state,
    since: begins || wasUp !== isUp ? now : line.since,
    failures: isUp || begins ? 0 : line.failures + Number(state === "waiting"),
  };
}

const FIRST_WAIT_MS = 400;
const LAST_WAIT_MS = 8_000;

/** How long to wait before the next attempt; `luck` (0 to 1) keeps fifty phones from coming at once. */
export const patience = (line: Line, luck: number): number =>
  Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, line.failures - 1), LAST_WAIT_MS) * (0.75 + luck / 2);

/** In a word, for people. A first connection that takes a moment is no trouble yet. */
export function inAWord(line: Line): LineWord {
  if (line.state === "off" || line.state === "ready") return line.state;
  return line.failures ? "unreachable" : "connecting";
}
