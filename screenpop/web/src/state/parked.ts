// Who waits where anybody may pick him up: the whole house sees the same list, the longest wait first.

import { signal } from "@preact/signals";
import type { ParkedCalls, ParkedRow } from "../generated/messages";
import { api } from "./api";
import { attempt, onParked } from "./desk";
import { me } from "./session";

export const parked = signal<readonly ParkedRow[]>([]);

let asked = 0;

/** Fetch it; of several answers on their way only the last one counts. */
export async function refresh(): Promise<void> {
  if (!me()) return;
  const mine = ++asked;
  try {
    const { parked: rows } = await api<ParkedCalls>("GET", "/parked");
    if (mine === asked) parked.value = rows;
  } catch {
    // A server that is away is the link's to tell.
  }
}

export const pickUp = (row: ParkedRow | undefined): Promise<boolean> =>
  row ? attempt("pick-up", () => api("POST", `/parked/${row.call_id}/pick-up`)) : Promise.resolve(false);

onParked(() => void refresh());
