// A list of rules as sentences: opened, moved and removed where they stand, with buttons or by keys.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { RecordingRuleEntry, RuleEntry } from "../generated/messages";
import { isAdmin } from "../state/place";
import { text } from "../text";
import * as book from "./book";
import { Entry, EntryEnd } from "./Entry";
import { type By, Moves, movesBy } from "./Moves";

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

  function move(entry: E, at: number, by: By): void {
    if (isAdmin() && book.move(list, at, by)) moved.current = entry.id;
  }

  return (
    <ol class="entries" ref={whole}>
      {entries.map((entry, at) => (
        <Entry
          key={entry.id}
          id={entry.id}
          opened={book.opened}
          place={`${list}/${entry.id}`}
          wrong={book.problemsAt(`${list}[${at}]`).map((one) => one.problem)}
          before={
            <span class="place" aria-hidden="true">
              {at + 1}
            </span>
          }
          line={
            <>
              {entry.name && <strong class="entry-name">{entry.name}</strong>}
              <span>
                {sentence(entry)}{" "}
                <code class="faint entry-id" title={words.rules.idTitle}>
                  {entry.id}
                </code>
              </span>
            </>
          }
          onKeyDown={(event) => {
            const by = movesBy(event);
            if (by) move(entry, at, by);
          }}
          after={isAdmin() && <Moves name={entry.name || entry.id} at={at} count={entries.length} move={(by) => move(entry, at, by)} />}
          form={() => (
            <>
              {form(entry, at)}
              <EntryEnd opened={book.opened} remove={() => book.remove(list, at)} />
            </>
          )}
        />
      ))}
    </ol>
  );
}
