// One contact, to read and to call.

import { useState } from "preact/hooks";
import type { ContactLine, ContactRecord } from "../generated/messages";
import * as desk from "../state/desk";
import { me } from "../state/session";
import { text } from "../text";
import { Number } from "../view/Number";
import * as book from "./state";

export function Person({ one }: { readonly one: ContactRecord }) {
  const words = text.book.contact;
  return (
    <article class="person" aria-labelledby="person-name">
      <div class="person-head">
        <h2 id="person-name">
          <bdi>{book.nameOf(one)}</bdi>
        </h2>
        {me() && (
          <button
            class="quiet star-button"
            aria-pressed={one.favourite}
            aria-keyshortcuts="F"
            aria-label={text.book.favourite}
            title={text.book.favourite}
            disabled={desk.busy.value.has("favourite")}
            onClick={() => void book.toggleFavourite(one)}
          >
            {one.favourite ? "★" : "☆"}
          </button>
        )}
      </div>
      <p class="faint parts">
        {one.name && one.company && <bdi>{one.company}</bdi>}
        {one.position && <bdi>{one.position}</bdi>}
        <span>{text.book.inBook[one.book]}</span>
      </p>
      <Lines heading={words.phones} lines={one.phones} of={(line) => <Number value={line.value} />} />
      <Lines heading={words.emails} lines={one.emails} of={(line) => <a href={`mailto:${encodeURIComponent(line.value)}`}><bdi>{line.value}</bdi></a>} />
      {(one.groups.length > 0 || one.note || Object.keys(one.fields).length > 0) && (
        <dl class="facts">
          {one.groups.length > 0 && <Fact label={words.groups} value={one.groups.join(", ")} />}
          {Object.entries(one.fields).map(([label, value]) => (
            <Fact key={label} label={label} value={value} />
          ))}
          {one.note && <Fact label={words.note} value={one.note} />}
        </dl>
      )}
      {one.may_edit && <Deeds one={one} />}
    </article>
  );
}

interface LinesProps {
  readonly heading: string;
  readonly lines: readonly ContactLine[];
  readonly of: (line: ContactLine) => preact.ComponentChildren;
}

function Lines({ heading, lines, of }: LinesProps) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{heading}</h3>
      <ul class="person-lines">
        {lines.map((line) => (
          <li key={line.value}>
            {of(line)} <bdi class="faint">{line.label}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>
        <bdi>{label}</bdi>
      </dt>
      <dd class="lines">
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}

function Deeds({ one }: { readonly one: ContactRecord }) {
  const words = text.book.contact;
  const [sure, setSure] = useState(false);
  if (sure) {
    return (
      <p class="person-deeds" role="group">
        <span>{words.removeSure(book.nameOf(one))}</span>
        <button class="hang-up" autofocus disabled={desk.busy.value.has("remove")} onClick={() => void book.remove(one)}>
          {words.removeDo}
        </button>
        <button onClick={() => setSure(false)}>{words.cancel}</button>
      </p>
    );
  }
  return (
    <p class="person-deeds">
      <button aria-keyshortcuts="E" onClick={() => (book.editing.value = one)}>
        {words.edit} <kbd aria-hidden="true">E</kbd>
      </button>
      <button class="quiet" onClick={() => setSure(true)}>
        {words.remove}
      </button>
    </p>
  );
}
