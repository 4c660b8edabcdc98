// What moves an entry of a list among the others: two buttons on its line, and the same by keys.

import { text } from "../text";

const words = text.admin.rules;

export type By = 1 | -1;

interface Props {
  /** Of what is moved: the buttons of one list are told apart by it. */
  readonly name: string;
  readonly at: number;
  readonly count: number;
  readonly move: (by: By) => void;
}

export function Moves({ name, at, count, move }: Props) {
  const button = (by: By, label: string, sign: string, disabled: boolean) => (
    <button class="quiet" aria-label={`${label}: ${name}`} title={label} disabled={disabled} onClick={() => move(by)}>
      {sign}
    </button>
  );
  return (
    <span class="entry-moves">
      {button(-1, words.up, "↑", at === 0)}
      {button(1, words.down, "↓", at === count - 1)}
    </span>
  );
}

/** Alt and an arrow, on the line itself. */
export function movesBy(event: KeyboardEvent): By | undefined {
  const by = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key] : undefined;
  if (by) event.preventDefault();
  return by;
}
