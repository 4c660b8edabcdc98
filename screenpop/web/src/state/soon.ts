// Moments ahead that are asked for most: when something is to be done.

import { text } from "../text";
import { dayOf, moment } from "../text/format";
import { now } from "./clock";

const MINUTE = 60_000;

export const inAnHour = (): number => now.value + 60 * MINUTE;

/** Nine in the morning, the day after this one of the house. */
function tomorrow(): number {
  const day = new Date(`${dayOf(now.value)}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return moment(`${day.toISOString().slice(0, 10)}T09:00`);
}

export const SOON: readonly (readonly [words: string, at: () => number])[] = [
  [text.owed.soon.quarter, () => now.value + 15 * MINUTE],
  [text.owed.soon.hour, inAnHour],
  [text.owed.soon.threeHours, () => now.value + 180 * MINUTE],
  [text.owed.soon.tomorrow, tomorrow],
];
