// One kind of the house's entries as a list: lines that open into forms, the new one on top.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { text } from "../../text";
import { Entry } from "../Entry";
import { type By, Moves, movesBy } from "../Moves";
import { EntryForm, type FormOf } from "./EntryForm";
import * as house from "./house";

const words = text.admin.house;

interface Props<K extends house.Kind> {
  readonly kind: K;
  readonly usual: () => house.Fields<K>;
  readonly idFor: (fields: house.Fields<K>) => string;
  readonly line: (entry: house.Kinds[K]) => ComponentChildren;
  readonly form: (form: FormOf<K>, id: string) => ComponentChildren;
  /** Where their order is what operators see: moves an entry, and says whether it has moved. */
  readonly move?: (id: string, by: By) => Promise<boolean>;
}

export function HouseList<K extends house.Kind>({ kind, usual, idFor, line, form, move }: Props<K>) {
  const list = house.entries(kind);
  const fresh = house.draftOf(kind, house.NEW);
  // What somebody has removed while it was being changed is still here, to be put back or dropped.
  const lost = house.lost(kind);
  const whole = useRef<HTMLUListElement>(null);
  const lineOf = (id: string) => whole.current?.querySelector<HTMLElement>(`[data-entry="${id}"] .entry-line`);
  // The eye follows what has moved, and the next Alt with an arrow moves it on.
  const moves = (id: string, by: By): void => void move?.(id, by).then((moved) => moved && lineOf(id)?.focus());
  const formOf = (id: string) => (
    <EntryForm kind={kind} id={id} usual={usual()} idFor={idFor}>
      {(one) => form(one, id)}
    </EntryForm>
  );
  const wrong = (id: string): readonly string[] => {
    if (house.overtaken(kind, id)) return [words.overtaken];
    return (house.draftOf(kind, id)?.faults ?? []).map((one) => one.reason);
  };
  return (
    <section class="panel admin-section" aria-labelledby={`${kind}-heading`}>
      <h2 id={`${kind}-heading`}>{words.headings[kind]}</h2>
      <p class="faint">{words.about[kind]}</p>
      <p class="add-line">
        <button onClick={() => house.begin(kind, usual())}>{words.add[kind]}</button>
      </p>
      {list.length === 0 && !fresh && <p class="faint empty-line">{words.empty[kind]}</p>}
      <ul class="entries" ref={whole}>
        {fresh && (
          <Entry
            id="new"
            opened={house.opened}
            place={house.place(kind, house.NEW)}
            line={
              <span>
                <strong class="entry-name">{fresh.fields.name || words.add[kind]}</strong> <em class="tag tag-unsaved">{words.unsaved}</em>
              </span>
            }
            wrong={wrong(house.NEW)}
            form={() => formOf(house.NEW)}
          />
        )}
        {[...list, ...lost].map((entry, at) => (
          <Entry
            key={entry.id}
            id={entry.id}
            opened={house.opened}
            place={house.place(kind, entry.id)}
            wrong={wrong(entry.id)}
            {...(move && at < list.length
              ? {
                  after: <Moves name={entry.name} at={at} count={list.length} move={(by) => moves(entry.id, by)} />,
                  onKeyDown: (event: KeyboardEvent) => {
                    const by = movesBy(event);
                    if (by) moves(entry.id, by);
                  },
                }
              : {})}
            line={
              <>
                {line(entry)}
                {house.draftOf(kind, entry.id) && (
                  <span>
                    <em class="tag tag-unsaved">{words.unsaved}</em>
                  </span>
                )}
              </>
            }
            form={() => formOf(entry.id)}
          />
        ))}
      </ul>
    </section>
  );
}
