// Logging in, the bar at the top, the keys.

import { apart, byCode } from "../pieces";
import { many } from "./pieces";

export const login = {
  heading: "Log in",
  login: "Login",
  password: "Password",
  submit: "Log in",
  checking: "Checking…",
  refused: "This login and password do not belong together.",
  unreachable: "The server cannot be reached. Try again in a moment.",
  expired: "Your session has ended. Log in again; what you have begun stays as it is.",
};

/** The owner of a login sets his password, at an address that is good once. */
export const welcome = {
  about: "Choose a password. Nobody else will know it; this address is then good no longer.",
  password: "New password, 10 characters at least",
  again: "Once more",
  submit: "Set it and log in",
  short: "A password has 10 characters at least.",
  different: "The two are not the same.",
};

/** The page was loaded while the server is away. */
export const away = {
  heading: "The server cannot be reached",
  hint: "Calls ring on the phones as ever. This page comes back by itself.",
  notes: (count: number) =>
    many(count, {
      one: "# note is kept on this computer, and will be saved.",
      other: "# notes are kept on this computer, and will be saved.",
    }),
};

export const header = {
  status: "Your status",
  pause: "Pause…",
  logout: "Log out",
  places: "Places",
  menu: "You",
  newer: "Newer page: load it",
  call: "Call a number",
  callButton: "Call",
  pauseReasons: ["Break", "Lunch", "Paperwork", "Training", "Meeting"],
  pausedBecause: (reason: string) => (reason ? `Paused: ${apart(reason)}` : "Paused"),
};

export const places = byCode({
  "": "Desk",
  day: "My day",
  book: "Contacts",
  board: "Board",
  admin: "Admin",
});

/** The list under the key ?. */
export const shortcuts = {
  heading: "Shortcuts",
  typing: "While you are typing, hold Alt: Alt+A answers. The keys stay in place in every keyboard layout.",
  groups: byCode({
    everywhere: "Everywhere",
    call: "A call",
    list: "To call back",
    board: "Board",
    day: "My day",
    book: "Contacts",
    admin: "Administration",
  }),
  /** What each key does. */
  does: {
    place: (name: string) => `Go to: ${apart(name)}`,
    dial: "Call a number",
    settings: "Settings",
    help: "This list",
    leave: "Leave a field, close a list",
    answer: "Answer the ringing call",
    hangUp: "Hang up, or decline",
    pass: "Pass to the responsible",
    transfer: "Transfer: type a name, Enter at once, Shift+Enter consult first",
    complete: "Complete the consulted transfer",
    takeBack: "Take the client back",
    park: "Park the client, for anybody to pick up",
    pickUp: "Pick up who is parked longest",
    ready: "Become available, end the wrap-up",
    longer: "A longer wrap-up, once",
    pause: "Pause: choose why",
    mute: "Mute your microphone, or unmute it",
    hold: "Put the call on hold, or take it back",
    keypad: "Keypad: then digits, * and #",
    swap: "Two calls, or client and colleague: change between them",
    merge: "Two calls, or client and colleague: all hear each other",
    recording: "Pause the recording, or go on with it, where the rule allows it",
    whichClient: "Say which client it is, where several have the number",
    whoIsIt: "Say who an unknown caller is: Enter a new client, Shift+Enter to your contacts",
    document: "Open the client's document",
    report: "Open the client's report",
    note: "Write the note",
    result: "Say how the call went",
    task: "Write what is to be done",
    saveNote: "Save the note",
    next: "The next client to call back",
    previous: "The client before",
    callBack: "Call that client back",
    claim: "Take the client on, or give him back",
    postpone: "Put the call off",
    close: "Close the promise",
  },
};

export const settings = {
  heading: "Settings",
  language: "Language",
  browsers: (name: string) => `As in the browser (${name})`,
  inCall: "Another language takes a new load of the page: after your call.",
  theme: "Colours",
  themes: byCode({ system: "As in the system", light: "Light", dark: "Dark" }),
  sounds: "Ringing may be heard",
  notifications: "Say so when a call rings behind another window",
  notAllowed: "The browser forbids it for this page; its own settings allow it again.",
  opens: "Opens by itself when you answer",
  papers: { document: "The client's document", report: "The client's report" },
  kept: "Kept in this browser for your login.",
};

/** A call, seen from another place than the desk. */
export const strip = {
  label: "Your call",
  toDesk: "To the call",
};
