// When something is to be done: the moments that are asked for most, any other, and what is pressed then.

import type { ComponentChildren } from "preact";
import { SOON } from "../state/soon";
import { wall } from "../text/format";

interface Asked {
  readonly label: string;
  /** As a field of the kind datetime-local has it, by the clock of the house. */
  readonly value: string;
  readonly set: (value: string) => void;
  readonly min?: string;
  readonly children: ComponentChildren;
}

export function Moment({ label, value, set, min, children }: Asked) {
  return (
    <>
      <p class="chips">
        {SOON.map(([words, at]) => (
          <button key={words} type="button" class="chip-button" onClick={() => set(wall(at()))}>
            {words}
          </button>
        ))}
      </p>
      <p class="form-end">
        <input
          type="datetime-local"
          required
          aria-label={label}
          min={min}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
        {children}
      </p>
    </>
  );
}
