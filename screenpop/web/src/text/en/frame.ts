// Logging in, the bar at the top, the keys.

import { apart } from "../pieces";

export const login = {
  heading: "Log in",
  login: "Login",
  password: "Password",
  submit: "Log in",
  checking: "Checking…",
  refused: "This login and password do not belong together.",
  unreachable: "The server cannot be reached. Try again in a moment.",
  expired: "Your session has ended. Log in again; notes you have begun are kept.",
};

export const header = {
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
};

export const shortcuts = {
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
  ] as readonly (readonly [string, string])[],
  typing: "While you are typing, hold Alt: Alt+A answers. The keys stay in place in every keyboard layout.",
};
