// One's own state in the bar; who is parked.

import { apart } from "../pieces";
import { many } from "./pieces";

export const presence = {
  pauses: "Why you pause",
  /** A reason, and how long it may last. */
  limited: (reason: string, minutes: number) => `${apart(reason)} · ${minutes} min`,
  left: (time: string) => `${time} left`,
  over: (time: string) => `over by ${time}`,
  leave: "Go offline and log out",
  longer: "Longer",
  longerHint: "Your wrap-up lasts once more as long",
  noPhone: "Your phone is not connected. No call comes to you.",
  unreachable: "No phone",
};

export const parked = {
  heading: "Parked",
  by: (name: string) => `by ${apart(name)}`,
  waits: (age: string) => `waits ${age}`,
  back: (time: string) => `comes back in ${time}`,
  pickUp: "Pick up",
  count: (count: number) => many(count, { one: "# parked call", other: "# parked calls" }),
};
