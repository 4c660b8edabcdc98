import type { Signal } from "@preact/signals";
import type { Figures as Told } from "../generated/messages";
import { text } from "../text";
import { FIGURES, type FigureId } from "./figures";

export function Figures({ of, chosen }: { of: Told; chosen: Signal<FigureId | null> }) {
  return (
    <ul class="day-figures">
      {FIGURES.map(({ id, shows }, nth) => (
        <li key={id}>
          <button
            class="day-figure"
            aria-pressed={chosen.value === id}
            aria-keyshortcuts={String(nth + 1)}
            title={text.day.about[id]}
            onClick={() => (chosen.value = chosen.value === id ? null : id)}
          >
            <span class="day-value">{shows(of)}</span>
            <span class="faint">
              {text.day.figures[id]} <kbd aria-hidden="true">{nth + 1}</kbd>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
