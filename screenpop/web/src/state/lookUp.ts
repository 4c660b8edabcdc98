// Who may be meant by what is typed into the field that calls: colleagues, clients, contacts.

import type { Clients, ContactList, StatusLine } from "../generated/messages";
import { api } from "./api";
import { may } from "./place";
import { targets } from "./targets";

export interface Found {
  readonly id: string;
  readonly kind: "colleague" | "client" | "contact";
  readonly name: string;
  readonly company: string;
  readonly number: string;
  readonly line: Pick<StatusLine, "status" | "reason"> | null;
}

const SHOWN = 6;
const FEWEST = 2;
const FEWEST_DIGITS = 4;

export const isNumber = (typed: string): boolean => /^[\d\s+*#().\/-]+$/.test(typed);

/** Whom the house knows at once. */
export function colleagues(typed: string): readonly Found[] {
  if (!typed.trim()) return [];
  return targets(typed)
    .filter((target) => target.kind === "colleague")
    .slice(0, SHOWN)
    .map(({ id, name, extension, line }) => ({ id, kind: "colleague", name, company: "", number: extension, line }));
}

/** Whom the server knows; nobody where it cannot be asked. */
export async function known(typed: string): Promise<readonly Found[]> {
  const asked = typed.trim();
  const digits = asked.replace(/\D/g, "");
  if (asked.length < FEWEST || (isNumber(asked) && digits.length < FEWEST_DIGITS)) return [];
  const words = encodeURIComponent(asked);
  const [clients, contacts] = await Promise.all([
    may("clients.read") && !isNumber(asked) ? quietly<Clients>(`/clients?limit=${SHOWN}&q=${words}`) : null,
    may("contacts") ? quietly<ContactList>(`/contacts?limit=${SHOWN}&q=${words}`) : null,
  ]);
  return [
    ...(clients?.clients ?? []).flatMap(({ id, name, company, phones }) =>
      phones.map((number): Found => ({ id: `${id} ${number}`, kind: "client", name, company, number, line: null })),
    ),
    ...(contacts?.contacts ?? []).flatMap(({ id, name, company, phones }) =>
      phones.map(
        ({ value }): Found => ({ id: `${id} ${value}`, kind: "contact", name: name || company, company: name ? company : "", number: value, line: null }),
      ),
    ),
  ];
}

async function quietly<T>(path: string): Promise<T | null> {
  try {
    return await api<T>("GET", path);
  } catch {
    return null;
  }
}
