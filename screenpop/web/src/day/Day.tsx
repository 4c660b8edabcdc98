// My day: what I did, whom I owe a call, what I have to do. Each figure opens the calls that give it.

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Day as Told } from "../generated/messages";
import { api } from "../state/api";
import { now } from "../state/clock";
import { useKeys } from "../state/keys";
import { link } from "../state/link";
import { calls, obligations } from "../state/lists";
import { tasks } from "../state/tasks";
import { text } from "../text";
import { time, wholeDate } from "../text/format";
import { Calls } from "./Calls";
import "./day.css";
import { Figures } from "./Figures";
import { FIGURES, keys, type FigureId } from "./figures";
import { Owed } from "./Owed";
import { Tasks } from "./Tasks";

const AGAIN_MS = 60_000;

export function Day() {
  const told = useSignal<Told | null>(null);
  const chosen = useSignal<FigureId | null>(null);
  useTold((day) => {
    told.value = day;
    tasks.value = day.tasks;
  });
  useKeys(keys((figure) => (chosen.value = figure)));
  const shown = useComputed(() => {
    const figure = FIGURES.find((one) => one.id === chosen.value);
    return (told.value?.calls ?? []).filter((call) => !figure || figure.gives(call));
  });
  const day = told.value;
  if (!day) return <main class="day"><p class="faint">{text.day.loading}</p></main>;
  return (
    <main class={link.value.state === "lost" ? "day stale" : "day"}>
      <h1>
        {text.day.heading} <span class="faint">{wholeDate(now.value)}, {text.day.asOf(time(day.at))}</span>
      </h1>
      <Figures of={day.figures} chosen={chosen} />
      <div class="day-lists">
        <Calls rows={shown.value} chosen={chosen} />
        <div class="day-side">
          <Owed rows={day.obligations} />
          <Tasks />
        </div>
      </div>
    </main>
  );
}

/** Fetched again whenever something of it may have changed; what was last known stays meanwhile. */
function useTold(take: (day: Told) => void): void {
  const changed = [calls.value, obligations.value, link.value.state];
  useEffect(() => {
    let over = false;
    const ask = (): void => {
      api<Told>("GET", "/me/day").then(
        (day) => over || take(day),
        () => undefined, // The link says that the server is away.
      );
    };
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, changed);
}
