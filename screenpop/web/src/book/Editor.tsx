// Writing a contact: whole, with as many numbers, addresses and fields as he has.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ContactLine, ContactRecord, ContactRequest } from "../generated/messages";
import * as desk from "../state/desk";
import { me } from "../state/session";
import { text } from "../text";
import * as book from "./state";

interface Draft {
  readonly book: book.Book;
  readonly name: string;
  readonly company: string;
  readonly position: string;
  readonly phones: readonly ContactLine[];
  readonly emails: readonly ContactLine[];
  readonly groups: string;
  readonly note: string;
  /** A field's label stands in `label`. */
  readonly fields: readonly ContactLine[];
}

const BLANK: ContactLine = { value: "", label: "" };

function draftOf(one: ContactRecord | "new"): Draft {
  if (one === "new") {
    const own = me() !== "" && book.filter.value !== "shared";
    const first = { name: "", company: "", position: "", groups: book.group.value, note: "" };
    const where = book.writable.value.find((name) => name === (own ? "own" : "shared")) ?? book.writable.value[0]!;
    return { ...first, book: where, phones: [BLANK], emails: [BLANK], fields: [] };
  }
  const fields = Object.entries(one.fields).map(([label, value]) => ({ label, value }));
  const some = (lines: readonly ContactLine[]): readonly ContactLine[] => (lines.length > 0 ? lines : [BLANK]);
  return { ...one, phones: some(one.phones), emails: some(one.emails), groups: one.groups.join("\n"), fields };
}

function requestOf(draft: Draft): ContactRequest {
  const said = (lines: readonly ContactLine[]): readonly ContactLine[] => lines.filter((line) => line.value.trim());
  const { book: where, name, company, position, note } = draft;
  return {
    ...{ book: where, name, company, position, note },
    phones: said(draft.phones),
    emails: said(draft.emails),
    groups: draft.groups.split("\n").map((one) => one.trim()).filter(Boolean),
    fields: Object.fromEntries(said(draft.fields).map(({ label, value }) => [label.trim() || text.book.form.field, value])),
  };
}

export function Editor({ one }: { readonly one: ContactRecord | "new" }) {
  const words = text.book.form;
  const [draft, setDraft] = useState(() => draftOf(one));
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const save = (): void => void book.save(one, requestOf(draft));
  const plain = (name: "name" | "company" | "position") => (
    <label>
      {words[name]}
      <input
        ref={name === "name" ? first : null}
        type="text"
        autocomplete="off"
        maxLength={200}
        value={draft[name]}
        onInput={(event) => set({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form
      class="contact-form"
      aria-labelledby="editor-heading"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.ctrlKey) save();
        else if (event.key === "Escape") book.editing.value = null;
        else return;
        event.preventDefault();
      }}
    >
      <h2 id="editor-heading">{one === "new" ? words.heading : words.editing(book.nameOf(one))}</h2>
      {plain("name")}
      <div class="pair">
        {plain("company")}
        {plain("position")}
      </div>
      <Lines lines={draft.phones} set={(phones) => set({ phones })} nth={words.phoneNth} type="tel" another={words.anotherPhone} />
      <Lines lines={draft.emails} set={(emails) => set({ emails })} nth={words.emailNth} type="email" another={words.anotherEmail} />
      <label>
        {words.groups}
        <textarea rows={2} maxLength={1200} value={draft.groups} onInput={(event) => set({ groups: event.currentTarget.value })} />
      </label>
      <label>
        {words.note}
        <textarea rows={3} maxLength={4000} value={draft.note} onInput={(event) => set({ note: event.currentTarget.value })} />
      </label>
      <Fields lines={draft.fields} set={(fields) => set({ fields })} />
      {book.writable.value.length > 1 && (
        <label>
          {words.book}
          <select value={draft.book} onChange={(event) => set({ book: event.currentTarget.value as book.Book })}>
            {book.writable.value.map((name) => (
              <option key={name} value={name}>
                {text.book.books[name]}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="person-deeds">
        <button class="primary" disabled={desk.busy.value.has("save")}>
          {words.save} <kbd aria-hidden="true">{words.saveKey}</kbd>
        </button>
        <button type="button" onClick={() => (book.editing.value = null)}>
          {words.cancel} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </p>
    </form>
  );
}

interface LinesProps {
  readonly lines: readonly ContactLine[];
  readonly set: (lines: readonly ContactLine[]) => void;
}

const changed = (lines: readonly ContactLine[], at: number, part: Partial<ContactLine>): readonly ContactLine[] =>
  lines.map((line, index) => (index === at ? { ...line, ...part } : line));

/** Numbers or addresses, each with what it is for. */
function Lines({ lines, set, nth, type, another }: LinesProps & { nth: (nth: number) => string; type: "tel" | "email"; another: string }) {
  const words = text.book.form;
  return (
    <div class="contact-lines">
      {lines.map((line, at) => (
        <div class="pair" key={at}>
          <label>
            {nth(at + 1)}
            <input
              type="text"
              inputMode={type}
              autocomplete="off"
              maxLength={200}
              value={line.value}
              onInput={(event) => set(changed(lines, at, { value: event.currentTarget.value }))}
            />
          </label>
          <label>
            <span aria-hidden="true">{words.label}</span>
            <input
              type="text"
              aria-label={words.labelOf(nth(at + 1))}
              autocomplete="off"
              maxLength={60}
              value={line.label}
              onInput={(event) => set(changed(lines, at, { label: event.currentTarget.value }))}
            />
          </label>
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => set([...lines, BLANK])}>
        + {another}
      </button>
    </div>
  );
}

function Fields({ lines, set }: LinesProps) {
  const words = text.book.form;
  return (
    <div class="contact-lines">
      {lines.map((line, at) => (
        <div class="pair" key={at}>
          <input
            type="text"
            aria-label={words.fieldNth(at + 1)}
            placeholder={words.field}
            maxLength={60}
            value={line.label}
            onInput={(event) => set(changed(lines, at, { label: event.currentTarget.value }))}
          />
          <textarea
            rows={1}
            aria-label={words.valueNth(at + 1)}
            placeholder={words.value}
            maxLength={2000}
            value={line.value}
            onInput={(event) => set(changed(lines, at, { value: event.currentTarget.value }))}
          />
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => set([...lines, BLANK])}>
        + {words.anotherField}
      </button>
    </div>
  );
}
