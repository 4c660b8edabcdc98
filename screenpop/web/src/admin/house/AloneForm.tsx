// The form of what there is one of in the house: its fields, who was quicker, and saving. Unlike the
// entries of lists it is short, so what is typed lives as long as the page.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Fault } from "../../state/api";
import { busy } from "../../state/desk";
import { text } from "../../text";
import { Sure } from "../Sure";
import * as house from "./house";

const words = text.admin.house;

export interface FormOf<T> {
  readonly fields: T;
  readonly set: (part: Partial<T>) => void;
  /** What is wrong with a field, by its name. */
  readonly faultAt: (field: keyof T & string) => string;
}

interface Props<T extends object> {
  readonly kind: house.Alone;
  readonly heading: string;
  /** What is in force, and how often it was written. */
  readonly inForce: T;
  readonly version: number;
  /** It in few words, for who was slower. */
  readonly shortly: (fields: T) => string;
  readonly children: (form: FormOf<T>) => ComponentChildren;
}

/** `base`: the version that was changed; who saved another meanwhile is told apart from it. */
interface Typed<T> {
  readonly fields: T;
  readonly base: number;
}

export function AloneForm<T extends object>({ kind, heading, inForce, version, shortly, children }: Props<T>) {
  const [typed, setTyped] = useState<Typed<T> | null>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const fields = typed?.fields ?? inForce;
  function take(next: Typed<T> | null): void {
    setTyped(next && JSON.stringify(next.fields) === JSON.stringify(inForce) ? null : next);
    setFaults([]);
  }
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const answer = await house.saveAlone(kind, { ...fields, version: typed?.base ?? version }, heading);
    if (answer === "saved") take(null);
    else setFaults(answer);
  }
  const faultAt = (field: string): string =>
    faults
      .filter((one) => one.field === field)
      .map((one) => one.reason)
      .join("; ");
  return (
    <form class="form" onSubmit={(event) => void save(event)} noValidate>
      {children({ fields, set: (part) => take({ fields: { ...fields, ...part }, base: typed?.base ?? version }), faultAt })}
      {typed && typed.base !== version && (
        <div class="overtaken" role="alert">
          <p>
            <strong>{words.overtaken}</strong> {words.sides(shortly(inForce), shortly(fields))}
          </p>
          <p class="form-end">
            <button type="button" onClick={() => take({ fields, base: version })}>
              {words.onTop}
            </button>
            <button type="button" onClick={() => take(null)}>
              {words.takeTheirs}
            </button>
          </p>
        </div>
      )}
      <p class="form-end">
        <button class="primary" disabled={!typed || busy.value.has(kind)}>
          {words.save}
        </button>
        {typed && <Sure label={words.discard} question={words.discardSure} act={() => take(null)} />}
      </p>
    </form>
  );
}
