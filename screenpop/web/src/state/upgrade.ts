// The page as it is kept in the browser (worker/sw.ts), and whether the server has a newer one.

import { effect, signal } from "@preact/signals";
import { link } from "./link";

/** A newer build of the page is ready: the next load shows it. */
export const outdated = signal(false);

/** Keep the page for a reload while the server is away. Browsers allow it over https, and on the
 * server's own computer. */
export function keepPage(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const workers = navigator.serviceWorker;
  let had = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    outdated.value = had;
    had = true;
  });
  workers.register("/sw.js").then(lookAfterOutages, () => undefined); // Without it, all else works.
}

/** A server that was away may have come back as a newer one. */
function lookAfterOutages(registration: ServiceWorkerRegistration): void {
  let was = link.value.state;
  effect(() => {
    const { state } = link.value;
    if (was === "lost" && state === "live") void registration.update().catch(() => undefined);
    was = state;
  });
}
