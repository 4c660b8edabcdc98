// The search and who was found by it. The arrows and Enter mean the list from the search field too.

import { useEffect, useRef } from "preact/hooks";
import type { ContactRecord } from "../generated/messages";
import * as desk from "../state/desk";
import { go, within } from "../state/place";
import { me } from "../state/session";
import { number } from "../state/words";
import { text } from "../text";
import * as book from "./state";

const FILTERS = ["", "favourites", "own", "shared"] as const satisfies readonly book.Filter[];

export function List() {
  const rows = book.found.value;
  const chosen = useRef<HTMLLIElement>(null);
  useEffect(() => chosen.current?.scrollIntoView({ block: "nearest" }), [book.chosen.value?.id]);
  const active = book.chosen.value ? `contact-${book.chosen.value.id}` : undefined;
  return (
    <>
      <input
        data-search
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="contacts"
        aria-activedescendant={active}
        aria-label={text.book.search}
        aria-keyshortcuts="/"
        placeholder={text.book.search}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={book.words.value}
        onInput={(event) => (book.words.value = event.currentTarget.value)}
        onKeyDown={pressed}
      />
      <div class="book-filters">
        <select
          aria-label={text.book.filter}
          value={book.filter.value}
          onChange={(event) => (book.filter.value = event.currentTarget.value as book.Filter)}
        >
          {FILTERS.filter((one) => me() || one === "" || one === "shared").map((one) => (
            <option key={one} value={one}>
              {text.book.filters[one]}
            </option>
          ))}
        </select>
        <select
          aria-label={text.book.group}
          value={book.group.value}
          onChange={(event) => (book.group.value = event.currentTarget.value)}
        >
          <option value="">{text.book.everyGroup}</option>
          {[...new Set(book.groups.value.map((one) => one.name))].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <ul
        id="contacts"
        role="listbox"
        tabIndex={0}
        aria-label={text.book.list}
        aria-activedescendant={active}
        onKeyDown={pressed}
      >
        {rows?.map((one) => {
          const selected = one.id === book.chosen.value?.id;
          return (
            <li
              key={one.id}
              id={`contact-${one.id}`}
              ref={selected ? chosen : null}
              role="option"
              aria-selected={selected}
              onClick={() => open(one)}
            >
              <Line one={one} />
            </li>
          );
        })}
      </ul>
      <p class="book-count faint" role="status">
        {rows?.length === 0 && (book.words.value || book.filter.value || book.group.value ? text.book.none : text.book.empty)}
      </p>
      {book.hasMore.value && (
        <button class="quiet" disabled={desk.busy.value.has("more")} onClick={() => void book.more()}>
          {text.book.more}
        </button>
      )}
    </>
  );
}

function Line({ one }: { readonly one: ContactRecord }) {
  const phone = one.phones[0]?.value ?? "";
  return (
    <>
      <span class="star" aria-label={one.favourite ? text.book.favourite : undefined} role={one.favourite ? "img" : undefined}>
        {one.favourite ? "★" : ""}
      </span>
      <span class="book-who">
        <bdi class="strong">{book.nameOf(one)}</bdi>
        <bdi class="faint">{one.name ? one.company : ""}</bdi>
      </span>
      {phone !== book.nameOf(one) && <bdi class="number faint">{number(phone)}</bdi>}
    </>
  );
}

function open(one: ContactRecord): void {
  if (within.value) go("book");
  book.choose(one);
}

function pressed(event: KeyboardEvent): void {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown") book.move(1);
  else if (event.key === "ArrowUp") book.move(-1);
  else if (event.key === "Enter") call();
  else return;
  if (within.value) go("book");
  event.preventDefault();
}

/** The first number of whoever is chosen, or of the first who was found. */
function call(): void {
  const one = book.chosen.value ?? book.found.value?.[0];
  const phone = one?.phones[0]?.value;
  if (one) book.choose(one);
  if (phone && me()) void desk.placeCall(phone);
}
