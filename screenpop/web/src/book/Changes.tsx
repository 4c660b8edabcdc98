// What was done to the books one may write in; each of it can be undone.

import { useFetched } from "../admin/fetched";
import type { ContactChange, ContactChanges } from "../generated/messages";
import { api } from "../state/api";
import { now } from "../state/clock";
import { attempt, busy, notice } from "../state/desk";
import { text } from "../text";
import * as book from "./state";

const PAGE = 100;

export function Changes() {
  const words = text.book.past;
  const page = useFetched<ContactChanges>(`/contacts/changes?limit=${PAGE}`);
  return (
    <section class="book-part" aria-labelledby="changes-heading">
      <h2 id="changes-heading">{words.heading}</h2>
      <p class="faint">{words.about}</p>
      {page.problem && <p class="problem">{page.problem}</p>}
      {page.value?.changes.length === 0 && <p>{words.none}</p>}
      <ul class="book-changes">
        {page.value?.changes.map((change) => (
          <Line key={change.id} change={change} again={page.again} />
        ))}
      </ul>
    </section>
  );
}

function Line({ change, again }: { readonly change: ContactChange; readonly again: () => Promise<void> }) {
  const words = text.book.past;
  const undo = (): Promise<boolean> =>
    attempt(`undo ${change.id}`, async () => {
      await api("POST", `/contacts/changes/${change.id}/undo`);
      notice.value = { kind: "done", text: words.done };
      await Promise.all([again(), book.refresh()]);
    });
  return (
    <li>
      <span class="book-who">
        <span>
          {words.what[change.what]} <bdi class="strong">{change.what === "imported" ? "" : change.shown}</bdi>{" "}
          {change.count > 1 && words.contacts(change.count)}
        </span>
        <span class="faint parts">
          <time>{text.when(change.at, now.value)}</time>
          <bdi>{change.login}</bdi>
          <span>{text.book.books[change.book]}</span>
        </span>
      </span>
      {change.undone ? (
        <span class="faint">{words.isUndone}</span>
      ) : (
        <button disabled={busy.value.has(`undo ${change.id}`)} onClick={() => void undo()}>
          {words.undo}
        </button>
      )}
    </li>
  );
}
