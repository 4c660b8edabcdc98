// The form of one entry: its fields, what saving it will do to calls, who was quicker, and the way out.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { busy } from "../../state/desk";
import { text } from "../../text";
import { Text } from "../fields";
import { Sure } from "../Sure";
import * as house from "./house";
import { LetGo } from "./LetGo";

const words = text.admin.house;

/** The place of a rule that would make no sense any longer; its name stands behind. */
const OF_A_RULE = "rules.";

export interface FormOf<K extends house.Kind> {
  readonly fields: house.Fields<K>;
  readonly set: (part: Partial<house.Fields<K>>) => void;
  /** Label, hint and what is wrong, of a field by its name. */
  readonly of: (field: keyof house.Fields<K> & string) => { label: string; hint: string | undefined; problem: string };
  /** What is wrong with a part of a field: hours.week.mon. */
  readonly faultAt: (place: string) => string;
}

interface Props<K extends house.Kind> {
  readonly kind: K;
  /** Empty for a new one. */
  readonly id: string;
  readonly usual: house.Fields<K>;
  /** An id that fits what has been typed so far. */
  readonly idFor: (fields: house.Fields<K>) => string;
  readonly children: (form: FormOf<K>) => ComponentChildren;
}

export function EntryForm<K extends house.Kind>({ kind, id, usual, idFor, children }: Props<K>) {
  const root = useRef<HTMLFormElement>(null);
  const told: Readonly<Record<string, readonly [label: string, hint?: string]>> = words.fields[kind];
  const known = house.entryOf(kind, id);
  const draft = house.draftOf(kind, id);
  const fields = draft?.fields ?? (known ? house.fieldsOf<K>(known) : usual);
  const faults = draft?.faults ?? [];
  const ownId = draft?.id || idFor(fields);
  const changed = house.changes(kind, id);
  const faultAt = (place: string): string =>
    faults
      .filter((one) => one.field === place)
      .map((one) => one.reason)
      .join("; ");
  const shown = (place: string): boolean => place === "id" || place.split(/[.[]/)[0]! in told;

  useLayoutEffect(() => {
    if (house.arrived.value !== house.place(kind, id)) return;
    root.current?.querySelector<HTMLElement>("input, select")?.focus();
    house.arrived.value = "";
  });
  // What was refused is where the eye goes next.
  useLayoutEffect(() => {
    if (faults.length) root.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (!id) house.edit(kind, id, fields, ownId);
    await house.save(kind, id);
  }

  return (
    <form ref={root} class="form" onSubmit={(event) => void save(event)} noValidate>
      {house.overtaken(kind, id) && <Overtaken kind={kind} id={id} />}
      {faults
        .filter((one) => !shown(one.field))
        .map((one) => (
          <p key={one.field + one.reason} class="problem" role="alert">
            {one.field.startsWith(OF_A_RULE) ? words.brokenRule(one.field.slice(OF_A_RULE.length), one.reason) : `${one.field}: ${one.reason}`}
          </p>
        ))}
      {children({
        fields,
        set: (part) => house.edit(kind, id, { ...fields, ...part }),
        of: (field) => ({ label: told[field]?.[0] ?? field, hint: told[field]?.[1], problem: faultAt(field) }),
        faultAt,
      })}
      {!id && (
        <Text
          label={words.id[kind]}
          hint={words.idHint[kind]}
          problem={faultAt("id")}
          most={32}
          value={ownId}
          set={(typed) => house.edit(kind, id, fields, typed)}
        />
      )}
      <WhatHappens kind={kind} id={id} fresh={!known} changed={changed} />
      <div class="form-end">
        <button class="primary" disabled={changed.length === 0 || busy.value.has(house.place(kind, id))}>
          {words.save}
        </button>
        {draft && <Sure label={words.discard} question={words.discardSure} act={() => house.discard(kind, id)} />}
        <span class="gap" />
        {known && <Remove kind={kind} id={id} name={known.name} />}
      </div>
    </form>
  );
}

function Remove({ kind, id, name }: { kind: house.Kind; id: string; name: string }) {
  const question = `${house.now(kind, id)} ${words.removeSure(name)}`.trim();
  if (kind === "operators") return <LetGo operator={id} question={question} />;
  return <Sure label={text.admin.remove} question={question} act={() => void house.remove(kind, id)} />;
}

/** Only what touches calls is worth a sentence. */
interface Happening {
  readonly kind: house.Kind;
  readonly id: string;
  readonly fresh: boolean;
  readonly changed: readonly string[];
}

function WhatHappens({ kind, id, fresh, changed }: Happening) {
  const effects: Readonly<Record<string, string>> = words.effects[kind];
  const said = fresh ? [effects.new] : [...new Set(changed.map((field) => effects[field]))];
  const lines = said.filter((line) => line !== undefined);
  if (changed.length === 0 || lines.length === 0) return null;
  const now = house.now(kind, id);
  return (
    <div class="what-happens" role="status">
      <strong>{words.willHappen}</strong> {now}
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Overtaken({ kind, id }: { kind: house.Kind; id: string }) {
  const gone = !house.entryOf(kind, id);
  return (
    <div class="overtaken" role="alert">
      <p>
        <strong>{gone ? words.gone : words.overtaken}</strong> {words.yoursKept}
      </p>
      {!gone && <Apart kind={kind} id={id} />}
      <p class="form-end">
        <button type="button" onClick={() => house.putOnTop(kind, id)}>
          {gone ? words.makeAgain : words.onTop}
        </button>
        <Sure label={words.takeTheirs} question={words.discardSure} act={() => house.discard(kind, id)} />
      </p>
    </div>
  );
}

/** Where the two differ, field by field. */
function Apart({ kind, id }: { kind: house.Kind; id: string }) {
  const told: Readonly<Record<string, readonly [label: string, hint?: string]>> = words.fields[kind];
  const theirs = house.fieldsOf(house.entryOf(kind, id)!) as unknown as Record<string, unknown>;
  const mine = house.draftOf(kind, id)!.fields as unknown as Record<string, unknown>;
  const differing = house.changes(kind, id).filter((field) => field in told);
  return (
    <ul class="sides">
      {differing.map((field) => (
        <li key={field}>
          <span class="faint">{told[field]![0]}:</span> {words.sides(short(theirs[field]), short(mine[field]))}
        </li>
      ))}
    </ul>
  );
}

/** A value as a few words; what is longer, the form below shows. */
function short(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ") || "–";
  if (typeof value === "boolean") return value ? text.admin.yes : text.admin.no;
  if (typeof value === "object") return "…";
  return String(value ?? "") || "–";
}
