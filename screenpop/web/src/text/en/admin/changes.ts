// Changing the rules: the draft, the versions, trying them out.

import { apart, byCode } from "../../pieces";
import { many } from "../pieces";

export const draft = {
  heading: "Your draft",
  headingInForce: "In force",
  inForce: (version: number, who: string, when: string) =>
    version ? `Version ${version} is in force, by ${apart(who)}, ${when}.` : "Nobody has written rules yet: these are the usual ones.",
  comment: (comment: string) => `“${apart(comment)}”`,
  changed: (version: number) => `You have changed version ${version}. Calls still go by the rules in force.`,
  kept: "Your draft is kept on this computer.",
  checking: "Checking…",
  good: "Nothing is wrong with it.",
  bad: (count: number) => `${many(count, { one: "# problem", other: "# problems" })} to mend before it can be put in force.`,
  staleProblems: (count: number) => `${many(count, { one: "# rule has", other: "# rules have" })} lost its meaning since it was written.`,
  unchecked: "It could not be checked.",
  why: "What has been changed, and why?",
  save: "Put in force",
  discard: "Discard the draft",
  discardSure: "Throw your changes away?",
  saved: (version: number) => `Version ${version} is in force.`,
  overtaken: (version: number, who: string) =>
    `Somebody was quicker: ${apart(who)} has put version ${version} in force since you began. Your draft is kept.`,
  onTop: "Keep my draft, on top of it",
  onTopHint: "Your draft as a whole then replaces that version.",
  takeTheirs: "Take that version, drop mine",
  differences: "What is different",
  same: "It says the same as the rules in force.",
  gone: "no longer",
  fresh: "new",
  reordered: "The order is another.",
};

export const versions = {
  heading: "Versions",
  about: "Every version is kept.",
  line: (version: number) => `Version ${version}`,
  isInForce: "in force",
  open: "Look at it",
  close: "Close it",
  back: "Take it up as a draft",
  backSure: "This replaces your draft.",
  took: (version: number) => `Version ${version} is your draft now; put it in force to go back to it.`,
  more: "Older versions",
  none: "Nobody has changed the rules yet.",
};

export const dry = {
  heading: "Try it out",
  about: "Where a call would go, step by step as long as nobody takes it. Nothing is changed, nobody is rung.",
  number: "Caller's number",
  numberHint: "Empty: withheld",
  dialled: "Dialled number",
  at: "Moment",
  atHint: "Empty: now",
  suppose: "Operators",
  states: byCode({ now: "as they are now", available: "all available", offline: "nobody logged in" }),
  run: "Try",
  draft: "Under your draft",
  inForce: "Under the rules in force",
  client: (name: string) => `The caller is ${apart(name)}.`,
  nobody: "The caller is not in the directory.",
  unusable: "Mend the problems of the draft first.",
  steps: byCode({
    ring: (names: string, seconds: string) => `Rings ${names}${seconds}`,
    queue: (names: string, seconds: string) => `Waits in the queue ${names}${seconds}`,
    callback: (names: string, seconds: string) => `Offers to call back, with a place in the queue ${names}${seconds}`,
    voicemail: (names: string, seconds: string) => `Takes a message for ${names}${seconds}`,
    play: (names: string) => `Plays the announcement ${names}`,
    hangup: () => "Ends the call",
  }),
  seconds: (count: number) => (count ? `, ${count}\u00a0s` : ""),
  byRule: (id: string) => `rule ${id}`,
};
