// A section of a page: its heading, a sentence about it, and what it holds, once that is known.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { text } from "../text";
import type { Fetched } from "./fetched";

const words = text.admin;

interface Props<T> {
  readonly heading: string;
  readonly about: string;
  readonly from: Fetched<T>;
  readonly name: string;
  readonly children: (value: T) => ComponentChildren;
}

export function Section<T>({ heading, about, from, name, children }: Props<T>) {
  const id = useId();
  return (
    <section class={`panel admin-section ${name}`} aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      <p class="faint">{about}</p>
      {from.problem && (
        <p class="problem" role="alert">
          {from.problem} <button onClick={() => void from.again()}>{words.again}</button>
        </p>
      )}
      {from.value !== null ? children(from.value) : !from.problem && <p class="faint empty-line">{words.loading}</p>}
    </section>
  );
}
