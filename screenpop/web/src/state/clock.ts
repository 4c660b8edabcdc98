// Seconds that tick on the screen, by the server's clock: ages must not depend on a wrong PC clock.

import { signal } from "@preact/signals";

let ahead = 0;

export const now = signal(Date.now());

/** The server said what time it is. */
export function heardTime(at: number): void {
  ahead = at - Date.now();
  now.value = Date.now() + ahead;
}

/** A moment of this computer's clock, by the server's. */
export const byServer = (at: number): number => at + ahead;

setInterval(() => {
  now.value = Date.now() + ahead;
}, 1000);
