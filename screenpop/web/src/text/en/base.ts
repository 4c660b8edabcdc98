// What every place says.

import { age as written } from "../format";
import { apart, byCode } from "../pieces";

export { clock, count, language, when } from "../format";

export const product = "ccengine";

const UNITS = { second: "s", minute: "min", hour: "h", day: "d" };
export const age = (ms: number): string => written(ms, UNITS);

export const status = byCode({
  offline: "Offline",
  available: "Available",
  ringing: "Ringing",
  busy: "In a call",
  wrap_up: "After a call",
  paused: "Paused",
  unknown: "State unknown",
});

export const link = {
  live: "Connected",
  connecting: "Connecting…",
  lost: (age: string) => `No connection: this is ${age} old`,
  none: "No phone on this login",
};

export const done = {
  passed: (name: string) => `Passed to ${apart(name)}.`,
  parked: "Parked: everybody sees it, and anybody can pick it up.",
  calling: (who: string) => `Your phone rings first, then ${apart(who)}.`,
};

export const problem = {
  unreachable: "The server cannot be reached. Nothing was changed.",
  slow: "The server did not answer in time. Look before you repeat it.",
  unknown: (status: number) => `The server refused (${status}).`,
  close: "Close",
  notLoaded: "This page could not be loaded.",
  again: "Try again",
  keptClosed: "The browser has kept the client's page closed. Allow windows for this address, or press L.",
};

export const ringing = {
  title: (who: string) => `☎ ${apart(who)}`,
  said: (who: string, company: string) => `Ringing: ${apart(who)}${company && `, ${apart(company)}`}`,
  body: (company: string, why: string) => [company, why].filter(Boolean).join("\n"),
};
