// Names and numbers as people read them.

import type { Card } from "../generated/messages";
import { text } from "../text";

// How the digits after the country code are grouped, where this house calls often.
const GROUPS: readonly (readonly [code: string, groups: readonly number[]])[] = [
  ["998", [2, 3, 2, 2]],
  ["44", [2, 4, 4]],
  ["90", [3, 3, 2, 2]],
  ["30", [3, 3, 4]],
  ["7", [3, 3, 2, 2]],
  ["1", [3, 3, 4]],
];

/** +998901234567 as +998 90 123 45 67; anything that is no such number stays as it is. */
export function number(raw: string): string {
  if (!/^\+\d{8,15}$/.test(raw)) return raw;
  const digits = raw.slice(1);
  const [code, groups] = GROUPS.find(([start, sizes]) => {
    const length = start.length + sizes.reduce((sum, size) => sum + size, 0);
    return digits.startsWith(start) && digits.length === length;
  }) ?? ["", [3, 3, 3, 3, 3]];
  const parts = [code];
  let at = code.length;
  for (const size of groups) {
    parts.push(digits.slice(at, at + size));
    at += size;
  }
  return `+${parts.filter(Boolean).join(" ")}`;
}

/** A number of ours, which the network writes without its plus. */
export const dialled = (raw: string): string => (/^\d{11,15}$/.test(raw) ? number(`+${raw}`) : raw);

/** The other party in one line. */
export function who(card: Card): string {
  return card.client?.name || card.contact?.name || card.contact?.company || caller(card);
}

export function caller(card: Pick<Card, "withheld" | "caller">): string {
  if (card.withheld) return text.card.withheld;
  return card.caller ? number(card.caller) : text.card.noNumber;
}
