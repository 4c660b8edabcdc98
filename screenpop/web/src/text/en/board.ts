// The supervisor's board.

import { apart, byCode } from "../pieces";
import { and, many } from "./pieces";

export const heading = "Board";
export const loading = "The board is being fetched…";
export const refused = byCode({
  permission: "This login may not see the board.",
  elsewhere: "This address serves operators' screens from another machine and has no board. Open the page of the main server.",
});
export const stale = (age: string) => `No connection. What you see is ${age} old.`;
export const pbxLost = (age: string) =>
  `Asterisk has not been heard for ${age}. Calls and operators are shown as they were then.`;

export const queues = "Queues";
export const operators = "Operators";
export const calls = "Calls in flight";
export const noCalls = "No call at this moment.";
export const noneFit = "Nobody fits this choice.";

export const tile = {
  waiting: "waiting",
  nobodyWaits: "nobody waits",
  longest: "longest",
  levelNow: "last 30 min",
  levelToday: "today",
  level: "Service level",
  offered: "offered",
  answered: "answered",
  abandoned: "abandoned",
  callbacks: (amount: number) => many(amount, { one: "# callback", other: "# callbacks" }),
  staff: (free: number, all: number) => `${free} of ${all} free`,
  nobody: "nobody logged in",
  open: (name: string) => `${apart(name)}: calls, operators, figures`,
};

export const alarms = byCode({
  waiting: "Too many wait",
  level: "Level too low",
  nobody: "Nobody logged in",
});
export const alarmIn = (queue: string, what: string) => `${apart(queue)}: ${what}`;
export const sound = "Alarm sound";
export const sounds = byCode({ none: "silent", chime: "chime", bell: "bell", horn: "horn" });

export const figures = {
  heading: (queue: string) => `${apart(queue)} today`,
  from: "From the report on today; calls still under way come in as they end.",
  offered: "Offered",
  answered: "Answered",
  inTime: (seconds: number) => `answered within ${seconds} s`,
  abandoned: "Abandoned",
  short: (seconds: number) => `of these within ${seconds} s`,
  level: "Service level",
  asa: "Mean wait of the answered",
  longest: "Longest wait",
  csv: "The report as a table",
  close: "All queues",
};

export const filter = {
  department: "Department",
  queue: "Queue",
  state: "State",
  all: "all",
  find: "Find a name or number",
  sort: "Order",
  sorts: byCode({ name: "by name", state: "by state", age: "longest first" }),
  states: byCode({ in: "logged in", free: "available", calls: "in calls", away: "paused or after a call", out: "offline" }),
};

export const operator = {
  unreachable: "phone not there",
  tooLong: "too long",
  left: (time: string) => `${time} left`,
  acts: (name: string) => `What to do about ${apart(name)}`,
};

export const phases = byCode({
  system: "With the PBX",
  waiting: "Waiting",
  ringing: "Ringing",
  talking: "Talking",
  held: "On hold",
});
export const directions = byCode({ inbound: "in", outbound: "out", internal: "internal" });
export const recording = byCode({ on: "recorded", paused: "recording paused", off: "not recorded" });
export const listening = (names: readonly string[]) => `heard by ${and(names)}`;
export const withheld = "Number withheld";
export const waits = (time: string) => `waits ${time}`;

export const owed = {
  heading: "To call back",
  none: "nobody",
  oldest: (age: string) => `oldest ${age}`,
  late: (amount: number) => `${amount} too late`,
};
export const health = {
  heading: "Engine and lines",
  well: "All is well",
  control: "Asterisk takes no commands",
  database: "Database away",
  unwritten: (amount: number) => many(amount, { one: "# entry waits to be written", other: "# entries wait to be written" }),
  late: (time: string) => `events come ${time} late`,
  recordings: (amount: number) => many(amount, { one: "# recording failed today", other: "# recordings failed today" }),
  dead: (amount: number) => many(amount, { one: "# event no webhook took", other: "# events no webhook took" }),
  trunk: (name: string, calls: number) => `${apart(name)}: ${many(calls, { one: "# call", other: "# calls" })}`,
  trunkDown: "down",
};

export const acts = {
  menu: "Acts",
  listen: "Listen",
  whisper: "Whisper to the operator",
  barge: "Join the call",
  first: "To the head of the queue",
  move: "Move to…",
  moveTo: "Operator or queue",
  logIn: "Log in: available",
  logOut: "Log out",
  pause: "Pause",
  lift: "End the pause",
  note: "Note to the floor",
  noteWords: "Words to everybody's page",
  send: "Send",
  noPhone: "Needs a phone on your login",
  done: byCode({
    listen: "Your phone rings: pick up to listen.",
    whisper: "Your phone rings: only the operator will hear you.",
    barge: "Your phone rings: both will hear you.",
    first: "He is the next one now.",
    move: "Moved.",
    status: "Done.",
    note: "Everybody sees it now.",
  }),
};

export const wall = {
  open: "Wall screen",
  leave: "Back to the board",
  waiting: "waiting",
  free: "free",
  busy: "in calls",
  away: "away",
  owed: "to call back",
};

export const keys = {
  move: "Move among tiles and rows",
  open: "Open the tile, or what can be done",
  find: "Find",
  wall: "Wall screen",
};
