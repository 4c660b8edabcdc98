// The page's copy of what the gateway knows. Pure: (model, message) -> model.
// A snapshot replaces everything; a change is taken only when it is the next one.

import type { Card, ServerMessage, StatusLine } from "../generated/messages";

export interface Model {
  readonly version: number;
  /** Oldest first. */
  readonly cards: readonly Card[];
  readonly status: StatusLine | null;
  readonly colleagues: Readonly<Record<string, StatusLine>>;
}

export const EMPTY: Model = { version: 0, cards: [], status: null, colleagues: {} };

/** A change did not follow the last one: only a new snapshot can help. */
export class Missed extends Error {}

export function apply(model: Model, message: ServerMessage): Model {
  switch (message.type) {
    case "snapshot":
      return {
        version: message.version,
        cards: message.cards,
        status: message.status,
        colleagues: Object.fromEntries(message.colleagues.map((line) => [line.operator, line])),
      };
    case "card":
      return next(model, message.version, { cards: placed(model.cards, message.card) });
    case "withdraw":
      return next(model, message.version, {
        cards: model.cards.filter((card) => card.call_id !== message.call_id),
      });
    case "status":
      return next(model, message.version, { status: message.status });
    case "colleague":
      return { ...model, colleagues: { ...model.colleagues, [message.status.operator]: message.status } };
    default:
      return model;
  }
}

function next(model: Model, version: number, change: Partial<Model>): Model {
  if (version <= model.version) return model; // Delivered again: already here.
  if (version !== model.version + 1) throw new Missed();
  return { ...model, ...change, version };
}

function placed(cards: readonly Card[], card: Card): readonly Card[] {
  const known = cards.some((one) => one.call_id === card.call_id);
  return known ? cards.map((one) => (one.call_id === card.call_id ? card : one)) : [...cards, card];
}
