// Contacts from a file and into one. What an import will do is shown before it does anything.

import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { ContactImport, ImportLine } from "../generated/messages";
import { api, fault } from "../state/api";
import { attempt, busy, notice } from "../state/desk";
import { me } from "../state/session";
import { text } from "../text";
import * as book from "./state";

const COUNTS = ["new", "changed", "same", "refused"] as const;
const FORMS = ["csv", "vcard3", "vcard4"] as const;

export function Files() {
  return (
    <>
      {book.writable.value.length > 0 && <Import />}
      <Export />
    </>
  );
}

function Import() {
  const words = text.book.bringIn;
  const [into, setInto] = useState<book.Book>(book.writable.value[0]!);
  const file = useSignal<File | null>(null);
  const looked = useSignal<ContactImport | null>(null);
  const done = useSignal(false);

  const send = (address: string): Promise<boolean> =>
    attempt("import", async () => {
      looked.value = await api<ContactImport>("POST", `${address}?book=${into}`, file.value!);
      done.value = looked.value.change !== null;
    });
  async function look(chosen: File | null): Promise<void> {
    file.value = chosen;
    looked.value = null;
    done.value = false;
    if (chosen) await send("/contacts/import/preview");
  }
  async function take(): Promise<void> {
    if (await send("/contacts/import")) await book.refresh();
  }

  const told = looked.value;
  return (
    <section class="book-part" aria-labelledby="import-heading">
      <h2 id="import-heading">{words.heading}</h2>
      <p class="faint">{words.about}</p>
      <div class="pair">
        <label>
          {words.file}
          <input
            type="file"
            accept=".csv,.tsv,.txt,.vcf,text/csv,text/vcard"
            disabled={busy.value.has("import")}
            onChange={(event) => void look(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        <label>
          {words.into}
          <select
            value={into}
            disabled={busy.value.has("import")}
            onChange={(event) => {
              setInto(event.currentTarget.value as book.Book);
              looked.value = null;
            }}
          >
            {book.writable.value.map((name) => (
              <option key={name} value={name}>
                {text.book.books[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p role="status">{busy.value.has("import") ? words.looking : told && summary(told, done.value)}</p>
      {told && !done.value && <Start told={told} take={take} />}
      {file.value && !told && !busy.value.has("import") && <button onClick={() => void look(file.value)}>{text.problem.again}</button>}
      {told && done.value && told.change !== null && <UndoImport change={told.change} />}
      {told && <Told told={told} />}
    </section>
  );
}

function summary(told: ContactImport, done: boolean): string {
  const words = text.book.bringIn;
  const counts = COUNTS.filter((what) => told.counts[what] > 0).map((what) => words.counts[what](told.counts[what]));
  return (done ? words.done : words.will)(counts.join(", "));
}

function Start({ told, take }: { readonly told: ContactImport; readonly take: () => Promise<void> }) {
  const words = text.book.bringIn;
  const count = told.counts.new + told.counts.changed;
  if (count === 0) return <p>{words.nothing}</p>;
  return (
    <button class="primary" disabled={busy.value.has("import")} onClick={() => void take()}>
      {words.act(count)}
    </button>
  );
}

function UndoImport({ change }: { readonly change: number }) {
  const words = text.book.bringIn;
  const [undone, setUndone] = useState(false);
  const undo = (): Promise<boolean> =>
    attempt("undo", async () => {
      await api("POST", `/contacts/changes/${change}/undo`);
      setUndone(true);
      notice.value = { kind: "done", text: words.undone };
      await book.refresh();
    });
  if (undone) return <p class="faint">{words.undone}</p>;
  return (
    <button disabled={busy.value.has("undo")} onClick={() => void undo()}>
      {words.undo}
    </button>
  );
}

function Told({ told }: { readonly told: ContactImport }) {
  const words = text.book.bringIn;
  const all = COUNTS.reduce((sum, what) => sum + told.counts[what], 0);
  return (
    <>
      <p class="faint">
        {words.encoding(told.encoding)} {told.lines.length < all && words.first(told.lines.length)}
      </p>
      {told.columns.length > 0 && (
        <details>
          <summary>{words.columns}</summary>
          <dl class="facts">
            {told.columns.map(({ name, taken_for }, index) => (
              <div key={index}>
                <dt>
                  <bdi>{name}</bdi>
                </dt>
                <dd>{takenFor(taken_for)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <ol class="import-lines">
        {told.lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </ol>
    </>
  );
}

/** A kind of column, with what its numbers or addresses are for: phone (work). */
function takenFor(told: string): string {
  const [kind = "", label] = told.split(" (", 2);
  return label ? `${book.fieldName(kind)} (${label}` : book.fieldName(kind);
}

function Line({ line }: { readonly line: ImportLine }) {
  const words = text.book.bringIn;
  return (
    <li>
      <span class={`what what-${line.what}`}>{words.what[line.what]}</span>
      <span class="import-who">
        <span>
          <bdi class="strong">{line.shown}</bdi> <span class="faint">{words.line(line.line)}</span>
        </span>
        {line.faults.map(fault).map(({ field, reason }) => (
          <span key={`${field} ${reason}`} class="problem">
            {field && `${book.fieldName(field)}: `}
            {reason}
          </span>
        ))}
        {line.differences.map((one) => (
          <span key={one.field} class="faint">
            <bdi>{book.fieldName(one.field)}</bdi>: {one.before && <del><bdi>{one.before}</bdi></del>} <ins><bdi>{one.after}</bdi></ins>
          </span>
        ))}
        {line.left_out.map((what) => (
          <span key={what} class="faint">
            {words.leftOut(what)}
          </span>
        ))}
        {line.no_numbers.map((what) => (
          <span key={what} class="faint">
            {words.noNumber(what)}
          </span>
        ))}
      </span>
    </li>
  );
}

function Export() {
  const words = text.book.bringIn;
  return (
    <section class="book-part" aria-labelledby="export-heading">
      <h2 id="export-heading">{words.give}</h2>
      <p class="faint">{words.giveAbout}</p>
      {(me() ? (["own", "shared"] as const) : (["shared"] as const)).map((name) => (
        <p key={name} class="export">
          <span>{text.book.books[name]}</span>
          {FORMS.map((form) => (
            <a key={form} class="button" href={`/api/contacts/export?book=${name}&form=${form}`} download>
              {words.forms[form]}
            </a>
          ))}
        </p>
      ))}
    </section>
  );
}
