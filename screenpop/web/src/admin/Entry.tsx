// A line of a list that opens where it stands: its words, and below them its form.

import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { isAdmin } from "../state/place";
import { text } from "../text";
import { Sure } from "./Sure";

const words = text.admin;

interface Props {
  /** How it is told from the others of its list. */
  readonly id: string;
  /** Which one of all lists is open, and the name of this one there. */
  readonly opened: Signal<string>;
  readonly place: string;
  readonly line: ComponentChildren;
  readonly form: () => ComponentChildren;
  /** Beside the line: its number, and its buttons. */
  readonly before?: ComponentChildren;
  readonly after?: ComponentChildren;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** What is wrong with it, said on the line while it is closed. */
  readonly wrong?: readonly string[];
}

export function Entry({ id, opened, place, line, form, before, after, onKeyDown, wrong = [] }: Props) {
  const open = opened.value === place;
  return (
    <li data-entry={id} class={open ? "open" : ""}>
      <div class="entry">
        {before}
        <button
          class="quiet entry-line"
          aria-expanded={open}
          onClick={() => (opened.value = open ? "" : place)}
          {...(onKeyDown ? { onKeyDown } : {})}
        >
          <span class="entry-text">
            {line}
            {wrong.length > 0 && !open && <span class="problem entry-wrong">⚠ {wrong.join("; ")}</span>}
          </span>
        </button>
        {after}
      </div>
      {open && (
        <fieldset class="entry-open" disabled={!isAdmin()}>
          {form()}
        </fieldset>
      )}
    </li>
  );
}

/** Below the form of an entry whose changes are kept as they are typed. */
export function EntryEnd({ opened, remove }: { readonly opened: Signal<string>; readonly remove: () => void }) {
  if (!isAdmin()) return null;
  return (
    <p class="form-end">
      <Sure label={words.remove} question={`${words.remove}?`} act={remove} />
      <span class="gap" />
      <button type="button" class="primary" onClick={() => (opened.value = "")}>
        {words.done}
      </button>
    </p>
  );
}
