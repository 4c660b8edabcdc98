// What a supervisor watches over: unseen pops, doubles, the audit.

import { apart, byCode } from "../../pieces";
import { many } from "../pieces";

export const pops = {
  heading: "Pops that nobody has seen",
  about: "Whose screen does not show his call. Looked at every five seconds.",
  empty: "Every pop has been acknowledged.",
  noPage: "no page is open",
  shown: (age: string) => `sent ${age} ago, not acknowledged`,
  since: (age: string) => `for ${age}`,
};

export const doubles = {
  heading: "Clients who may be one",
  about: "Merged, the other's calls, promises and numbers go to the one who stays; his own fields stay as they are.",
  by: "They share",
  ways: byCode({ number: "a number", name: "a name" }),
  empty: byCode({ number: "No two clients share a number.", name: "No two clients have such a name." }),
  stays: "Who stays?",
  merge: (name: string) => `Merge into ${apart(name)}`,
  mergeSure: (count: number, name: string) =>
    `${many(count, { one: "# record becomes", other: "# records become" })} part of ${apart(name)}. This cannot be undone.`,
  mergeDo: "Merge",
  merged: (name: string) => `Merged into ${apart(name)}.`,
  more: "More",
};

export const audit = {
  heading: "Audit",
  about: "Who did what to what, the newest first.",
  empty: "Nothing yet.",
  at: "When",
  who: "Who",
  action: "What",
  subject: "To what",
  older: "Older",
  newest: "The newest again",
};
