// Contacts of address books, as the card needs them; the book itself is a chunk of its own.

import type { Card, ContactDone, ContactRequest } from "../generated/messages";
import { text } from "../text";
import { api } from "./api";
import { attempt, notice } from "./desk";

/** Keep who has called among one's own contacts, under this name. */
export const keepCaller = (card: Card, name: string): Promise<boolean> =>
  attempt("keep", async () => {
    const contact: ContactRequest = { book: "own", name, phones: [{ value: card.caller }] };
    await api<ContactDone>("POST", "/contacts", contact);
    notice.value = { kind: "done", text: text.book.card.added(name) };
  });
