// Who calls: one of several clients of a number, somebody who is known by another, or somebody new.

import type { Card, ChooseRequest, ClientRecord, Clients } from "../generated/messages";
import { text } from "../text";
import { api } from "./api";
import { attempt, front, isOver, notice, showChosen } from "./desk";

const SHOWN = 6;

/** Say whose call it is; false where that failed, which the notice then explains. */
export const choose = (card: Card, who: ChooseRequest): Promise<boolean> =>
  attempt("choose", async () => {
    const client = await api<ClientRecord>("POST", `/calls/${card.call_id}/client`, who);
    if (isOver(card)) showChosen(card, client);
    notice.value = { kind: "done", text: text.who.chosen(client.name) };
  });

/** The key with this digit: the candidate who stands beside it, until it is settled who it is.
 * Whether it meant one. */
export function chooseByDigit(digit: number): boolean {
  const card = front.value;
  const candidate = card && !card.chosen ? card.candidates[digit - 1] : undefined;
  if (card && candidate) void choose(card, { client: candidate.id });
  return candidate !== undefined;
}

/** Known clients whose name or company begins like this; nobody where it cannot be asked. */
export async function search(words: string): Promise<readonly ClientRecord[]> {
  try {
    return (await api<Clients>("GET", `/clients?limit=${SHOWN}&q=${encodeURIComponent(words)}`)).clients;
  } catch {
    return [];
  }
}
