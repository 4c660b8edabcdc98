// My day, and what is to be done after a call.

import { apart, byCode } from "../pieces";
import { many } from "./pieces";

export const heading = "My day";
export const asOf = (time: string) => `as of ${time}`;
export const loading = "Your day is being fetched…";

export const figures = byCode({
  taken: "Calls taken",
  talk: "Talk time",
  handled: "Handling time",
  missed: "Not answered",
  occupancy: "Occupancy",
});
/** What each of them is. */
export const about = byCode({
  taken: "You talked with the client",
  talk: "Your own part, without hold",
  handled: "Mean of talk, hold and wrap-up",
  missed: "Rang at your phone in vain, or declined",
  occupancy: "In calls and after them, of the time you were there for them",
});
export const nothing = "–";

export const calls = "Calls of today";
export const callsOf = (figure: string) => `Behind “${figure}”`;
export const noCalls = "No calls yet today.";
export const all = "All calls";
export const share = {
  talk: (time: string) => `${time} talk`,
  held: (time: string) => `${time} hold`,
  wrapUp: (time: string) => `${time} wrap-up`,
  missed: (times: number) => many(times, { one: "not answered", other: "not answered # times" }),
};

export const owed = "To call back";
export const noOwed = "Nobody waits for your call.";

export const tasks = "Tasks";
export const noTasks = "Nothing to do.";
export const task = "What is to be done?";
export const due = "By when";
export const add = "Add";
export const late = "overdue";
export const doneToday = "Done today";
export const markDone = (words: string) => `Done: ${apart(words)}`;
export const taskKey = "Task";
export const dropTask = "No task";
export const reminder = (words: string) => `To be done now: ${apart(words)}`;
export const several = (amount: number) => many(amount, { one: "# task is due.", other: "# tasks are due." });

export const keys = {
  figure: "Open the calls behind the figure beside the digit; 0: all calls",
  task: "Write a task",
};
