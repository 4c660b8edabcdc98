// A number, wherever one stands: grouped as people read it, dialled by a click or Enter, and copied. Whoever
// has no phone reads and copies it. Inside of a line that is itself a button it can only be read.

import * as desk from "../state/desk";
import { me } from "../state/session";
import { number } from "../state/words";
import { text } from "../text";

interface Props {
  readonly value: string;
  /** `false`: who has this number is on the line already. */
  readonly dials?: boolean;
  /** How it stands there; grouped where nothing else is said. */
  readonly shown?: string;
}

export function Number({ value, dials = true, shown = number(value) }: Props) {
  const words = text.book.number;
  if (!value) return null;
  return (
    <span class="a-number">
      {dials && me() ? (
        <button
          type="button"
          class="quiet dials"
          title={words.call(shown)}
          aria-label={words.call(shown)}
          disabled={desk.busy.value.has("place")}
          onClick={() => void desk.placeCall(value)}
        >
          <bdi class="number">{shown}</bdi>
        </button>
      ) : (
        <bdi class="number">{shown}</bdi>
      )}
      <button type="button" class="quiet copies" title={words.copy(shown)} aria-label={words.copy(shown)} onClick={() => void copy(value, shown)}>
        <span class="two-sheets" aria-hidden="true" />
      </button>
    </span>
  );
}

async function copy(value: string, shown: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    desk.notice.value = { kind: "done", text: text.book.number.copied(shown) };
  } catch {
    desk.notice.value = { kind: "problem", text: text.book.number.notCopied };
  }
}
