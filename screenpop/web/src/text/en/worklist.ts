// The list of clients to call back.

import { apart, byCode } from "../pieces";
import { many } from "./pieces";

export const owed = {
  heading: "To call back",
  none: "Nobody is waiting to be called back.",
  withheld: (count: number) =>
    `${many(count, { one: "# caller", other: "# callers" })} missed today with a withheld number: nobody can call them back.`,
  lateCount: (count: number) => `${count} overdue`,
  missed: (count: number) => `${count} missed`,
  age: (age: string) => `${age} ago`,
  promised: byCode({ callback: "asked to be called", voicemail: "left a message" }),
  overdue: "Overdue",
  responsibleYou: "yours to call",
  yours: "you are on it",
  taken: (name: string) => `${apart(name)} is on it`,
  sleeps: (until: string, name: string) => `put off until ${until} by ${apart(name)}`,
  sleepsWithYou: (until: string) => `put off until ${until} by you`,
  reminded: (reason: string) => (reason ? `Reminder: ${apart(reason)}` : "Reminder"),
  callBack: "Call back",
  claim: "Take it on",
  release: "Give it back",
  postpone: "Put off",
  close: "Close",
  due: "To be called by",
  waited: "Has waited",
  waitedWork: (time: string, work: string) => `${time}, ${work} of it in working hours`,
  lastMissed: "Last missed",
  putOffFor: "Put off because",
  message: "The client's message",
  attempts: "Attempts",
  notTried: "none yet",
  until: "Until",
  why: "Why? (a few words)",
  postponeDo: "Put off",
  closeDo: "Close it",
  soon: { quarter: "15 min", hour: "1 h", threeHours: "3 h", tomorrow: "Tomorrow 9:00" },
  ways: byCode({
    spam: "Not a client (spam)",
    unreachable: "Cannot be reached",
    supervisor: "Another reason",
  }),
  triedSoFar: (tried: number, needed: number) => `after ${needed} attempts; so far ${tried}`,
  reminder: (name: string, reason: string) =>
    `You wanted to call ${apart(name)} back now${reason ? `: ${apart(reason)}` : "."}`,
  late: (name: string) => `${apart(name)} has waited longer than promised; the call is yours.`,
  lateForAll: (name: string) => `${apart(name)} has waited longer than promised, and nobody has called.`,
  several: (count: number) => `${count} promises to call back wait for you.`,
};
