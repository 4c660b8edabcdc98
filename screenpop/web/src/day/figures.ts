// The figures of a day, as a table: what each shows, and which calls give it.

import type { DayCall, Figures } from "../generated/messages";
import type { KeyGroup } from "../state/keys";
import { text } from "../text";
import { clock, count } from "../text/format";

export type FigureId = "taken" | "talk" | "handled" | "missed" | "occupancy";

export interface Figure {
  readonly id: FigureId;
  readonly shows: (of: Figures) => string;
  readonly gives: (call: DayCall) => boolean;
}

const orNothing = <Value>(value: Value | null, written: (value: Value) => string): string =>
  value === null ? text.day.nothing : written(value);

export const FIGURES: readonly Figure[] = [
  { id: "taken", shows: (of) => count(of.taken), gives: (call) => call.taken },
  { id: "talk", shows: (of) => clock(of.talk_ms), gives: (call) => call.talk_ms > 0 },
  { id: "handled", shows: (of) => orNothing(of.aht_ms, clock), gives: (call) => call.parts > 0 },
  { id: "missed", shows: (of) => count(of.not_answered), gives: (call) => call.not_answered > 0 },
  {
    id: "occupancy",
    shows: (of) => orNothing(of.occupancy, (part) => `${count(Math.round(part * 100))}%`),
    gives: (call) => call.parts > 0,
  },
];

/** A digit opens what stands beside it. */
export const keys = (choose: (figure: FigureId | null) => void): KeyGroup => ({
  id: "day",
  keys: [
    { code: "", shows: `0–${FIGURES.length}`, says: () => text.day.keys.figure },
    { code: "Digit0", shows: "0", says: () => text.day.all, act: () => choose(null) },
    ...FIGURES.map(({ id }, nth) => ({
      code: `Digit${nth + 1}`,
      shows: String(nth + 1),
      says: () => text.day.figures[id],
      act: () => choose(id),
    })),
    {
      code: "KeyN",
      says: () => text.day.keys.task,
      act: () => document.querySelector<HTMLElement>("[data-task]")?.focus(),
    },
  ],
});
