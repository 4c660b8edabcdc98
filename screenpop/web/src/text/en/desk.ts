// The desk: the calls, their notes, the list of the last ones.

import { apart, byCode } from "../pieces";
import { many } from "./pieces";

const missedSince = (missed: number, age: string): string =>
  missed === 1 ? `missed ${age} ago` : `${missed} missed, the first ${age} ago`;

export const idle = {
  available: "You are available.",
  availableHint: "The next call appears here before you pick up.",
  paused: (reason: string) => (reason ? `You are paused: ${apart(reason)}.` : "You are paused."),
  offline: "You are offline.",
  closedHint: "No calls come to you.",
  becomeAvailable: "Become available",
  wrap_up: "The call is over.",
  wrapUpHint: "Finish your note; the next call comes when you are available.",
  busy: "Your phone is busy.",
  unknown: "Waiting for your state from the server.",
  gone: byCode({
    answered_elsewhere: "a colleague has answered",
    caller_gone: "hung up before an answer",
    no_answer: "was not answered",
    declined: "declined",
    busy: "your phone was busy",
    unreachable: "your phone could not be reached",
    withdrawn: "taken back",
    moved: "passed on",
    done: "ended",
  }),
  keys: [
    ["D", "call a number"],
    ["?", "all keys"],
  ] as readonly (readonly [string, string])[],
  last: (who: string, how: string, when: string) => [who, `${how}, ${when}`] as readonly [string, string],
};

export const card = {
  unknown: "Unknown client",
  withheld: "Number withheld",
  noNumber: "No number",
  states: byCode({
    ringing: "Ringing",
    dialling: "Calling",
    talking: "Talking",
    held: "On hold",
    ended: "Ended",
  }),
  directions: byCode({ inbound: "Incoming", outbound: "Outgoing", internal: "Internal" }),
  direction: byCode({ inbound: "Incoming call", outbound: "Outgoing call", internal: "Internal call" }),
  responsible: "Responsible",
  responsibleYou: "you",
  nobody: "nobody",
  dialled: "Dialled",
  why: "Why here",
  clocks: byCode({ ringing: "Waiting", dialling: "For", talking: "In call", held: "On hold for" }),
  promise: (missed: number, age: string) => `We owe this client a call: ${missedSince(missed, age)}.`,
  wasOwed: (missed: number, age: string) => `Was owed a call: ${missedSince(missed, age)}.`,
  over: "The call is over. Write down what matters.",
  lastCalls: "Last calls",
  noLastCalls: "No earlier calls.",
  answer: "Answer",
  hangUp: "Hang up",
  decline: "Decline",
  passTo: (name: string) => `Pass to ${apart(name)}`,
  transfer: "Transfer",
  complete: "Complete transfer",
  cancel: "Take the client back",
  document: "In the CRM",
  report: "Report",
  consulting: (name: string) => `Consulting ${apart(name)}. The client is on hold.`,
  swapped: (name: string) => `You talk to the client. ${apart(name)} is on hold.`,
  conference: "All three",
  swap: "Swap",
  park: "Park",
};

export const recording = {
  states: byCode({ on: "Recorded", paused: "Recording paused", off: "Not recorded" }),
  over: byCode({ on: "Recorded", paused: "Recorded in part", off: "Not recorded" }),
  switches: byCode({ on: "Pause recording", paused: "Go on recording", off: "Record" }),
  forGood: "Off for good",
  silent: (from: string, to: string, who: string) =>
    `Silent from ${from} ${to ? `to ${to}` : "on"}${who ? `: ${apart(who)}` : ", as the rule says"}.`,
};

export const who = {
  several: (count: number) => many(count, { one: "# client has this number. Who is it?", other: "# clients have this number. Who is it?" }),
  others: "Clients of this number",
  stranger: "Who is it? A name finds a known client, or makes a new one.",
  make: "New client",
  known: "known",
  chosen: (name: string) => `This is ${apart(name)}; the next call from this number shows that at once.`,
};

export const transfer = {
  search: "Colleague, department, queue or number",
  responsible: "responsible",
  none: "Nobody of that name.",
  queue: "Queue",
  number: "Number",
  consult: "Consult first",
  hint: "Enter passes the call on at once · Shift+Enter consults first · Esc closes",
};

export const note = {
  heading: "Note",
  key: "N",
  headingAfter: (who: string) => `After the call: ${apart(who)}`,
  note: "What was agreed?",
  result: "Result",
  save: "Save",
  saveKey: "Ctrl+Enter",
  skip: "Close without a note",
  saved: (when: string) => `Saved ${when}`,
  refused: (problem: string) => `Not saved: ${problem}`,
  waiting: (count: number) =>
    `${many(count, { one: "# note waits", other: "# notes wait" })} to be saved. Kept on this computer and tried again.`,
};

export const recent = {
  heading: "Recent calls",
  none: "No calls yet.",
  outcomes: byCode({
    answered: "answered",
    abandoned: "missed",
    no_answer: "no answer",
    busy: "busy",
    declined: "declined",
    failed: "failed",
    unknown: "unknown",
  }),
  play: "Recording",
  recording: byCode({
    "": "No recording.",
    making: "The recording is being made.",
    missing: "The recording is missing.",
    failed: "The recording could not be made.",
    short: "The recording is shorter than the call.",
    not_recorded: "Not recorded, as the rule says.",
  }),
  route: "Why it went there",
};
