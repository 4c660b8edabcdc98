// Keeps the page itself, and nothing else, for when the server is away: a reload then shows the
// page, which says what is so, instead of the browser's error. What the API answers is never kept.
//
// The entry is asked of the server each time, so that an upgrade is seen by the next load; the kept
// one stands in only where no answer comes. Everything else is named by its content and never
// changes. The build before this one is kept too: a page of it may still be open somewhere.

export type {}; // A module: its `self` is not the one of every worker.
declare const self: ServiceWorkerGlobalScope;

/** Written by the build (vite.config.js): its name, and every file of it. */
declare const BUILD: string;
declare const FILES: readonly string[];

const KEPT = "page-";
const MINE = `${KEPT}${BUILD}`;
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === "/") event.respondWith(entry(request));
  else if (FILES.includes(pathname) || pathname.startsWith("/assets/")) event.respondWith(kept(request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(MINE);
  await cache.addAll(["/", ...FILES].map((path) => new Request(path, { cache: "no-cache" })));
}

/** This build and the one before; caches are listed in the order of their making. */
async function dropOlder(): Promise<void> {
  const before = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== MINE);
  await Promise.all(before.slice(0, -1).map((name) => caches.delete(name)));
}

/** From the server; where it is away, or a proxy says so in its stead, the kept one. */
async function entry(request: Request): Promise<Response> {
  const mine = (await caches.open(MINE)).match("/");
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const fresh = await fetch(request, { signal: patience });
    return fresh.status < 500 ? fresh : ((await mine) ?? fresh);
  } catch (away) {
    const page = await mine;
    if (page) return page;
    throw away;
  }
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
