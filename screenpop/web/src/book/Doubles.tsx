// Contacts who may be one person: who stays is chosen, who is another is left apart.

import { useId, useState } from "preact/hooks";
import type { ContactDone, ContactDouble, ContactDoubles, ContactMergeRequest, ContactRecord } from "../generated/messages";
import { useFetched } from "../admin/fetched";
import { api } from "../state/api";
import { attempt, busy, notice } from "../state/desk";
import { text } from "../text";
import { Number } from "../view/Number";
import * as book from "./state";

const WAYS = ["number", "name"] as const;
const PAGE = 20;

export function Doubles() {
  const words = text.book.twice;
  const [by, setBy] = useState<(typeof WAYS)[number]>("number");
  const [where, setWhere] = useState<book.Book>(book.writable.value[0]!);
  const page = useFetched<ContactDoubles>(`/contacts/duplicates?book=${where}&by=${by}&limit=${PAGE}`);
  return (
    <section class="book-part" aria-labelledby="doubles-heading">
      <h2 id="doubles-heading">{words.heading}</h2>
      <p class="faint">{words.about}</p>
      <div class="book-filters">
        <select aria-label={words.by} value={by} onChange={(event) => setBy(event.currentTarget.value as typeof by)}>
          {WAYS.map((way) => (
            <option key={way} value={way}>
              {words.ways[way]}
            </option>
          ))}
        </select>
        <select
          aria-label={text.book.form.book}
          value={where}
          onChange={(event) => setWhere(event.currentTarget.value as book.Book)}
        >
          {book.writable.value.map((name) => (
            <option key={name} value={name}>
              {text.book.books[name]}
            </option>
          ))}
        </select>
      </div>
      {page.problem && <p class="problem">{page.problem}</p>}
      {page.value?.duplicates.length === 0 && <p>✓ {words.none[by]}</p>}
      <ul>
        {page.value?.duplicates.map((double) => (
          <Double key={`${by} ${double.key}`} double={double} byNumber={by === "number"} again={page.again} />
        ))}
      </ul>
    </section>
  );
}

interface Props {
  readonly double: ContactDouble;
  readonly byNumber: boolean;
  readonly again: () => Promise<void>;
}

function Double({ double, byNumber, again }: Props) {
  const words = text.book.twice;
  const name = useId();
  const [chosen, setChosen] = useState(double.contacts[0]!.id);
  const [apart, setApart] = useState<ReadonlySet<number>>(new Set());
  const stays = double.contacts.find((one) => one.id === chosen) ?? double.contacts[0]!;
  const others = double.contacts.filter((one) => one.id !== stays.id && !apart.has(one.id));
  const merge = (): Promise<boolean> =>
    attempt(`merge ${stays.id}`, async () => {
      const request: ContactMergeRequest = { contacts: others.map((one) => one.id) };
      await api<ContactDone>("POST", `/contacts/${stays.id}/merge`, request);
      notice.value = { kind: "done", text: words.merged(book.nameOf(stays)) };
      await Promise.all([again(), book.refresh()]);
    });
  return (
    <li class="book-double">
      <fieldset>
        <legend class="faint">
          {byNumber ? <Number value={double.key} /> : <bdi>{book.nameOf(stays)}</bdi>} · {words.stays}
        </legend>
        {double.contacts.map((one) => (
          <div key={one.id} class="double-one">
            <label class="check">
              <input type="radio" name={name} checked={one.id === stays.id} onChange={() => setChosen(one.id)} />
              <Who one={one} />
            </label>
            {one.id !== stays.id && double.contacts.length > 2 && (
              <label class="check faint">
                <input
                  type="checkbox"
                  checked={apart.has(one.id)}
                  onChange={(event) => {
                    const left = new Set(apart);
                    if (event.currentTarget.checked) left.add(one.id);
                    else left.delete(one.id);
                    setApart(left);
                  }}
                />
                {words.leave}
              </label>
            )}
          </div>
        ))}
      </fieldset>
      <button disabled={others.length === 0 || busy.value.has(`merge ${stays.id}`)} onClick={() => void merge()}>
        {words.merge(book.nameOf(stays))}
      </button>
    </li>
  );
}

function Who({ one }: { readonly one: ContactRecord }) {
  return (
    <span class="book-who">
      <bdi class="strong">{book.nameOf(one)}</bdi>
      <span class="faint parts">
        {one.name && one.company && <bdi>{one.company}</bdi>}
        {one.phones.map((line) => (
          <Number key={line.value} value={line.value} dials={false} />
        ))}
      </span>
    </span>
  );
}
