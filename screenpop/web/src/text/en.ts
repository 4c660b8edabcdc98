// Every word the page says, in English. Another language is another file of the same shape.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code; // Not a language code: shown as it came.
  }
}

/** A name inside a sentence: whatever its letters do, they do it between these two marks. */
const apart = (name: string): string => `\u2068${name}\u2069`;

const missedSince = (missed: number, age: string): string =>
  missed === 1 ? `missed ${age} ago` : `${missed} missed, the first ${age} ago`;

export const text = {
  product: "ccengine",

  /** How long something has lasted, short enough to stand beside a name. */
  age(ms: number): string {
    const passed = Math.max(0, ms);
    if (passed < MINUTE) return `${Math.floor(passed / 1000)} s`;
    if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
    const [large, small] = passed < DAY ? ([HOUR, MINUTE] as const) : ([DAY, HOUR] as const);
    const [one, other] = passed < DAY ? ["h", "min"] : ["d", "h"];
    const rest = Math.floor((passed % large) / small);
    return `${Math.floor(passed / large)} ${one}${rest ? ` ${rest} ${other}` : ""}`;
  },
  /** A running clock: 0:07, 12:30, 1:02:03. */
  clock(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const two = (value: number) => String(value).padStart(2, "0");
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
    return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  },
  when(at: number, now: number): string {
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    if (at >= midnight) return time.format(at);
    return at >= midnight - 5 * DAY ? weekday.format(at) : date.format(at);
  },
  language: languageName,

  login: {
    heading: "Log in",
    login: "Login",
    password: "Password",
    submit: "Log in",
    checking: "Checking…",
    refused: "This login and password do not belong together.",
    unreachable: "The server cannot be reached. Try again in a moment.",
    expired: "Your session has ended. Log in again; notes you have begun are kept.",
  },

  header: {
    status: "Your status",
    pause: "Pause…",
    logout: "Log out",
    shortcuts: "Shortcuts",
    administration: "Administration",
    desk: "Desk",
    call: "Call a number",
    callButton: "Call",
    pauseReasons: ["Break", "Lunch", "Paperwork", "Training", "Meeting"],
    pausedBecause: (reason: string) => (reason ? `Paused: ${apart(reason)}` : "Paused"),
  },

  status: {
    offline: "Offline",
    available: "Available",
    ringing: "Ringing",
    busy: "In a call",
    wrap_up: "After a call",
    paused: "Paused",
    unknown: "State unknown",
  } as Record<string, string>,

  link: {
    live: "Connected",
    connecting: "Connecting…",
    lost: (age: string) => `No connection: this is ${age} old`,
    none: "No phone on this login",
  },

  idle: {
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
    gone: {
      answered_elsewhere: "a colleague has answered",
      caller_gone: "hung up before an answer",
      no_answer: "was not answered",
      declined: "declined",
      busy: "your phone was busy",
      unreachable: "your phone could not be reached",
      withdrawn: "taken back",
      moved: "passed on",
      done: "ended",
    } as Record<string, string>,
    keys: [
      ["D", "call a number"],
      ["?", "all keys"],
    ] as const,
    last: (who: string, how: string, when: string) => [who, `${how}, ${when}`] as const,
  },

  card: {
    unknown: "Unknown client",
    withheld: "Number withheld",
    noNumber: "No number",
    states: {
      ringing: "Ringing",
      dialling: "Calling",
      talking: "Talking",
      held: "On hold",
      ended: "Ended",
    } as Record<string, string>,
    directions: { inbound: "Incoming", outbound: "Outgoing", internal: "Internal" } as Record<string, string>,
    direction: { inbound: "Incoming call", outbound: "Outgoing call", internal: "Internal call" } as Record<string, string>,
    responsible: "Responsible",
    responsibleYou: "you",
    nobody: "nobody",
    dialled: "Dialled",
    why: "Why here",
    clocks: { ringing: "Waiting", dialling: "For", talking: "In call", held: "On hold for" } as Record<string, string>,
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
  },

  recording: {
    states: { on: "Recorded", paused: "Recording paused", off: "Not recorded" } as Record<string, string>,
    switches: { on: "Pause recording", paused: "Go on recording", off: "Record" } as Record<string, string>,
    forGood: "Off for good",
    silent: (from: string, to: string, who: string) =>
      `Silent from ${from} ${to ? `to ${to}` : "on"}${who ? `: ${apart(who)}` : ", as the rule says"}.`,
  },

  who: {
    several: (count: number) => `${count} clients have this number. Who is it?`,
    others: "Clients of this number",
    stranger: "Who is it? A name finds a known client, or makes a new one.",
    make: "New client",
    known: "known",
    chosen: (name: string) => `This is ${apart(name)}; the next call from this number shows that at once.`,
  },

  transfer: {
    search: "Colleague, queue or number",
    none: "Nobody of that name.",
    queue: "Queue",
    number: "Number",
    consult: "Consult first",
    hint: "Enter passes the call on at once · Shift+Enter consults first · Esc closes",
  },

  note: {
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
      `${count === 1 ? "One note waits" : `${count} notes wait`} to be saved. Kept on this computer and tried again.`,
  },

  owed: {
    heading: "To call back",
    none: "Nobody is waiting to be called back.",
    withheld: (count: number) =>
      `${count === 1 ? "One caller" : `${count} callers`} missed today with a withheld number: nobody can call them back.`,
    lateCount: (count: number) => `${count} overdue`,
    missed: (count: number) => `${count} missed`,
    age: (age: string) => `${age} ago`,
    promised: { callback: "asked to be called", voicemail: "left a message" } as Record<string, string>,
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
    ways: {
      spam: "Not a client (spam)",
      unreachable: "Cannot be reached",
      supervisor: "Another reason",
    } as Record<string, string>,
    triedSoFar: (tried: number, needed: number) => `after ${needed} attempts; so far ${tried}`,
    reminder: (name: string, reason: string) =>
      `You wanted to call ${apart(name)} back now${reason ? `: ${apart(reason)}` : "."}`,
    late: (name: string) => `${apart(name)} has waited longer than promised; the call is yours.`,
    lateForAll: (name: string) => `${apart(name)} has waited longer than promised, and nobody has called.`,
    several: (count: number) => `${count} promises to call back wait for you.`,
  },

  recent: {
    heading: "Recent calls",
    none: "No calls yet.",
    outcomes: {
      answered: "answered",
      abandoned: "missed",
      no_answer: "no answer",
      busy: "busy",
      declined: "declined",
      failed: "failed",
      unknown: "unknown",
    } as Record<string, string>,
    play: "Recording",
    recording: {
      "": "No recording.",
      making: "The recording is being made.",
      missing: "The recording is missing.",
      failed: "The recording could not be made.",
      short: "The recording is shorter than the call.",
      not_recorded: "Not recorded, as the rule says.",
    } as Record<string, string>,
    call: "Call",
    route: "Why it went there",
  },

  done: {
    passed: (name: string) => `Passed to ${apart(name)}.`,
    calling: (who: string) => `Your phone rings first, then ${apart(who)}.`,
  },

  problem: {
    unreachable: "The server cannot be reached. Nothing was changed.",
    slow: "The server did not answer in time. Look before you repeat it.",
    unknown: (status: number) => `The server refused (${status}).`,
    close: "Close",
    notLoaded: "This page could not be loaded.",
    again: "Try again",
  },

  shortcuts: {
    heading: "Shortcuts",
    close: "Close",
    keys: [
      ["A or Enter", "Answer the ringing call"],
      ["H", "Hang up, or decline"],
      ["R", "Pass to the responsible"],
      ["T", "Transfer: type a name, Enter at once, Shift+Enter consult first"],
      ["S", "Pause the recording, or go on with it, where the rule allows it"],
      ["M", "Complete the consulted transfer"],
      ["B", "Take the client back"],
      ["1 to 9", "Say which client it is, where several have the number"],
      ["N", "Write the note"],
      ["Ctrl+Enter", "Save the note"],
      ["D", "Call a number"],
      ["J and K", "The next client to call back, and the one before"],
      ["Enter, C, P, X", "On that client: call back, take on or give back, put off, close"],
      ["G", "To the administration and back, for those who may"],
      ["Esc", "Leave a field, close a list"],
      ["?", "This list"],
    ] as const,
    typing: "While you are typing, hold Alt: Alt+A answers. The keys stay in place in every keyboard layout.",
  },

  ringing: {
    title: (who: string) => `☎ ${apart(who)}`,
    body: (company: string, why: string) => [company, why].filter(Boolean).join("\n"),
  },
};
