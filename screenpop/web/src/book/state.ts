// What the address book shows: who was asked for, who was found, who is chosen. The list is fetched as
// somebody types; what was found last stays until the next is here.

import { computed, effect, signal } from "@preact/signals";
import type { ContactDone, ContactGroup, ContactGroups, ContactList, ContactRecord, ContactRequest } from "../generated/messages";
import { api, ApiError, faultsIn } from "../state/api";
import { attempt, notice } from "../state/desk";
import { text } from "../text";

const PAGE = 50;
const SOON_MS = 120;

export type Filter = "" | "favourites" | "own" | "shared";
export type Book = ContactRecord["book"];

export const words = signal("");
export const filter = signal<Filter>("");
export const group = signal("");
/** `null`: not known yet. */
export const found = signal<readonly ContactRecord[] | null>(null);
export const groups = signal<readonly ContactGroup[]>([]);
export const writable = signal<readonly Book[]>([]);
const next = signal("");
const chosenId = signal(0);
/** The contact that is being written; `new` is one who is not there yet. */
export const editing = signal<ContactRecord | "new" | null>(null);

export const hasMore = computed(() => next.value !== "");
export const chosen = computed(() => found.value?.find((one) => one.id === chosenId.value));
export const at = computed(() => found.value?.findIndex((one) => one.id === chosenId.value) ?? -1);

export const nameOf = (one: Pick<ContactRecord, "name" | "company" | "phones" | "emails">): string =>
  one.name || one.company || one.phones[0]?.value || one.emails[0]?.value || "";

function address(cursor: string): string {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (words.value.trim()) query.set("q", words.value.trim());
  if (group.value) query.set("group", group.value);
  if (filter.value === "favourites") query.set("favourites", "yes");
  else if (filter.value) query.set("book", filter.value);
  if (cursor) query.set("cursor", cursor);
  return `/contacts?${query}`;
}

let asked = 0;

/** An answer that comes after a later question is nobody's. */
export async function refresh(): Promise<void> {
  const mine = ++asked;
  try {
    const [page, known] = await Promise.all([api<ContactList>("GET", address("")), api<ContactGroups>("GET", "/contacts/groups")]);
    if (mine !== asked) return;
    found.value = page.contacts;
    next.value = page.next;
    writable.value = page.writable;
    groups.value = known.groups;
  } catch (problem) {
    if (mine === asked && problem instanceof ApiError) notice.value = { kind: "problem", text: problem.message };
  }
}

export const more = (): Promise<boolean> =>
  attempt("more", async () => {
    const page = await api<ContactList>("GET", address(next.value));
    found.value = [...(found.value ?? []), ...page.contacts];
    next.value = page.next;
  });

/** As long as the page is open: whatever is asked for is looked up. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = effect(() => {
    void [words.value, filter.value, group.value];
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), SOON_MS);
  });
  return () => {
    clearTimeout(timer);
    end();
    editing.value = null;
  };
}

export function choose(one: ContactRecord | undefined): void {
  chosenId.value = one?.id ?? 0;
  editing.value = null;
}

export function move(by: number): void {
  const rows = found.value ?? [];
  if (rows.length > 0) choose(rows[Math.min(Math.max(at.value + by, 0), rows.length - 1)]);
}

/** What people call a field: phones[1] is the second number. A field of his own has its own name. */
export function fieldName(field: string): string {
  const [, list, at] = /^(phones|emails|fields)\[(\d+)\]$/.exec(field) ?? [];
  const nth = list && { phones: text.book.form.phoneNth, emails: text.book.form.emailNth, fields: text.book.fieldNth }[list];
  return nth ? nth(Number(at) + 1) : (text.book.fields[field] ?? field);
}

/** What was refused, with its fields as the form calls them. */
function byName(problem: unknown): never {
  const wrong = faultsIn(problem).map(({ field, reason }) => `${fieldName(field)}: ${reason}`);
  throw wrong.length ? new Error(wrong.join("; ")) : problem;
}

export const save = (one: ContactRecord | "new", request: ContactRequest): Promise<boolean> =>
  attempt("save", async () => {
    const answer =
      one === "new"
        ? api<ContactDone>("POST", "/contacts", request)
        : api<ContactDone>("PUT", `/contacts/${one.id}`, { ...request, version: one.version });
    const { contact } = await answer.catch(byName);
    editing.value = null;
    if (!contact) return;
    await refresh();
    if (!found.value?.some((known) => known.id === contact.id)) found.value = [contact, ...(found.value ?? [])];
    chosenId.value = contact.id;
    notice.value = { kind: "done", text: text.book.contact.saved(nameOf(contact)) };
  });

export const remove = (one: ContactRecord): Promise<boolean> =>
  attempt("remove", async () => {
    await api<ContactDone>("DELETE", `/contacts/${one.id}?version=${one.version}`);
    move(1);
    await refresh();
    notice.value = { kind: "done", text: text.book.contact.removed(nameOf(one)) };
  });

export const toggleFavourite = (one: ContactRecord): Promise<boolean> =>
  attempt("favourite", async () => {
    await api(one.favourite ? "DELETE" : "PUT", `/contacts/${one.id}/favourite`);
    await refresh();
  });
