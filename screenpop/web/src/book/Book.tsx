// The address book: who one may want to call, found while one types.

import "./book.css";
import "./person.css";
import "./files.css";
import { useEffect } from "preact/hooks";
import { useKeys, type KeyGroup } from "../state/keys";
import { addressOf, go, within } from "../state/place";
import { me } from "../state/session";
import { text } from "../text";
import { Changes } from "./Changes";
import { Doubles } from "./Doubles";
import { Editor } from "./Editor";
import { Files } from "./Files";
import { List } from "./List";
import { Person } from "./Person";
import * as book from "./state";

const words = () => text.book;
const onChosen = (act: (one: NonNullable<typeof book.chosen.value>) => unknown) => (): void => {
  if (book.chosen.value) act(book.chosen.value);
};

export function add(): void {
  go("book");
  book.editing.value = "new";
}

const KEYS: KeyGroup = {
  id: "book",
  keys: [
    { code: "Slash", shows: "/", says: () => words().keys.search, act: () => document.querySelector<HTMLElement>("[data-search]")?.focus() },
    { code: "ArrowDown", shows: "↓", says: () => words().keys.move, act: () => book.move(1) },
    { code: "ArrowUp", shows: "↑", says: () => words().keys.move, act: () => book.move(-1) },
    { code: "", shows: "Enter", says: () => words().keys.call },
    { code: "KeyE", says: () => words().keys.edit, act: onChosen((one) => one.may_edit && (book.editing.value = one)) },
    { code: "KeyN", says: () => words().keys.add, act: () => book.writable.value.length > 0 && add() },
    { code: "KeyF", says: () => words().keys.favourite, act: onChosen((one) => me() && book.toggleFavourite(one)) },
  ],
};

const SIDES = { import: Files, doubles: Doubles, changes: Changes } as const;
type Side = keyof typeof SIDES;

export function Book() {
  useEffect(book.follow, []);
  useKeys(KEYS);
  const side = within.value as Side | "";
  const Inside = SIDES[side as Side];
  const mayWrite = book.writable.value.length > 0;
  const aside = Boolean(Inside || book.editing.value || book.chosen.value);
  return (
    <main class={aside ? "book aside-open" : "book"}>
      <section class="panel book-list" aria-labelledby="book-heading">
        <div class="book-head">
          <h1 id="book-heading">{text.book.heading}</h1>
          {mayWrite && (
            <button aria-keyshortcuts="N" onClick={add}>
              {text.book.add} <kbd aria-hidden="true">N</kbd>
            </button>
          )}
        </div>
        <List />
        <nav class="book-foot" aria-label={text.book.heading}>
          <Turn side="import" words={text.book.importing} />
          {mayWrite && <Turn side="doubles" words={text.book.doubles} />}
          {mayWrite && <Turn side="changes" words={text.book.changes} />}
        </nav>
      </section>
      <section class="panel book-side">
        <button class="quiet book-back" onClick={back}>
          ← {text.book.back}
        </button>
        {Inside ? (
          <Inside />
        ) : book.editing.value ? (
          <Editor key={book.editing.value === "new" ? 0 : book.editing.value.id} one={book.editing.value} />
        ) : book.chosen.value ? (
          <Person key={book.chosen.value.id} one={book.chosen.value} />
        ) : (
          <p class="faint nobody">{text.book.nothingChosen}</p>
        )}
      </section>
    </main>
  );
}

function back(): void {
  go("book");
  book.choose(undefined);
}

function Turn({ side, words }: { readonly side: Side; readonly words: string }) {
  const here = within.value === side;
  return (
    <a class="button quiet" href={addressOf("book", here ? "" : side)} aria-current={here ? "page" : undefined}>
      {words}
    </a>
  );
}
