// Who waits where anybody may pick him up: the whole house sees the same list, the longest wait first.

import { signal } from "@preact/signals";
import type { ParkedCalls, ParkedRow } from "../generated/messages";
import { api } from "./api";
import { attempt, onParked } from "./desk";
import * as phone from "./phone";
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

/** A phone in the page answers by itself what it has just asked for. */
export const pickUp = async (row: ParkedRow | undefined): Promise<boolean> =>
  row !== undefined &&
  attempt("pick-up", async () => {
    phone.expect(row.call_id);
    await api("POST", `/parked/${row.call_id}/pick-up`);
  });

onParked(() => void refresh());
