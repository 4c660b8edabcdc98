// What supervisors do on the floor, as operators see it.

import { apart } from "../pieces";
import { and } from "./pieces";

export const notes = "Words to everybody";
export const read = "Read";
export const listening = (names: readonly string[]): string =>
  names.length === 1 ? `${apart(names[0]!)} is listening` : `${and(names)} are listening`;
