// A list of rules as sentences: opened, moved and removed where they stand, with buttons or by keys.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { RecordingRuleEntry, RuleEntry } from "../generated/messages";
import { isAdmin } from "../state/place";
import { text } from "../text";
import * as book from "./book";
import { Sure } from "./Sure";

const words = text.admin;

interface Props<E extends RuleEntry | RecordingRuleEntry> {
  readonly list: book.ListName;
  readonly entries: readonly E[];
  readonly sentence: (entry: E) => string;
  readonly form: (entry: E, at: number) => ComponentChildren;
}

export function EntryList<E extends RuleEntry | RecordingRuleEntry>({ list, entries, sentence, form }: Props<E>) {
  const whole = useRef<HTMLOListElement>(null);
  const moved = useRef("");
  useLayoutEffect(() => {
    if (moved.current) whole.current?.querySelector<HTMLElement>(`[data-entry="${moved.current}"] .entry-line`)?.focus();
    moved.current = "";
    if (!book.arrived.value.startsWith(`${list}/`)) return;
    whole.current?.querySelector<HTMLElement>(".open .entry-open :is(select, input)")?.focus();
    book.arrived.value = "";
  });

  function move(entry: E, at: number, by: 1 | -1): void {
    if (isAdmin() && book.move(list, at, by)) moved.current = entry.id;
  }

  return (
    <ol class="entries" ref={whole}>
      {entries.map((entry, at) => {
        const place = `${list}/${entry.id}`;
        const open = book.opened.value === place;
        const wrong = book.problemsAt(`${list}[${at}]`).map((one) => one.problem);
        return (
          <li key={entry.id} data-entry={entry.id} class={open ? "open" : ""}>
            <div class="entry">
              <span class="place" aria-hidden="true">
                {at + 1}
              </span>
              <button
                class="quiet entry-line"
                aria-expanded={open}
                onClick={() => (book.opened.value = open ? "" : place)}
                onKeyDown={(event) => {
                  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined;
                  if (!by || !event.altKey) return;
                  event.preventDefault();
                  move(entry, at, by);
                }}
              >
                <span class="entry-text">
                  {entry.name && <strong class="entry-name">{entry.name}</strong>}
                  <span>
                    {sentence(entry)}{" "}
                    <span class="faint entry-id" title={words.rules.idTitle}>
                      {entry.id}
                    </span>
                  </span>
                  {wrong.length > 0 && !open && <span class="problem entry-wrong">⚠ {wrong.join("; ")}</span>}
                </span>
              </button>
              {isAdmin() && (
                <span class="entry-moves">
                  <button class="quiet" aria-label={words.rules.up} title={words.rules.up} disabled={at === 0} onClick={() => move(entry, at, -1)}>
                    ↑
                  </button>
                  <button
                    class="quiet"
                    aria-label={words.rules.down}
                    title={words.rules.down}
                    disabled={at === entries.length - 1}
                    onClick={() => move(entry, at, 1)}
                  >
                    ↓
                  </button>
                </span>
              )}
            </div>
            {open && (
              <fieldset class="entry-open" disabled={!isAdmin()}>
                {form(entry, at)}
                {isAdmin() && (
                  <p class="form-end">
                    <Sure label={words.remove} question={`${words.remove}?`} act={() => book.remove(list, at)} />
                    <span class="gap" />
                    <button type="button" class="primary" onClick={() => (book.opened.value = "")}>
                      {words.done}
                    </button>
                  </p>
                )}
              </fieldset>
            )}
          </li>
        );
      })}
    </ol>
  );
}
