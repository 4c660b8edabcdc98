// Where in the page somebody is. A place is one line of the table: its address, who may go there,
// its key and what it shows. The address says it, so that a reload and the browser's "back" do what
// people expect; what comes after its first "/" is the place's own business.

import { computed, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { session } from "./session";

interface Place {
  /** What stands in the address: #board. The desk's is empty. */
  readonly id: string;
  /** What one must be allowed, one of the API's permissions. */
  readonly permission: string;
  /** Shift and this key go there, from anywhere. */
  readonly key: string;
  /** The page, loaded when it is first asked for; the desk needs no loading. */
  readonly load: (() => Promise<ComponentType>) | null;
  /** Shown alone, without the header, as on a screen on the wall: #board/wall. */
  readonly alone?: string;
}

/** In their order. A name for each is in the catalogues (`places`). */
export const PLACES = [
  { id: "", permission: "", key: "Digit1", load: null },
  { id: "day", permission: "desk", key: "Digit2", load: async () => (await import("../day/Day")).Day },
  { id: "book", permission: "contacts", key: "Digit3", load: async () => (await import("../book/Book")).Book },
  {
    id: "board",
    permission: "live",
    key: "Digit4",
    load: async () => (await import("../board/Board")).Board,
    alone: "wall",
  },
  {
    id: "admin",
    permission: "rules.read",
    key: "Digit5",
    load: async () => (await import("../admin/Admin")).Admin,
  },
] as const satisfies readonly Place[];

export type PlaceId = (typeof PLACES)[number]["id"];

const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

export const may = (permission: string): boolean =>
  permission === "" || (session.value?.user.permissions ?? []).includes(permission);

/** Where this person may go. */
export const places = computed<readonly Place[]>(() => PLACES.filter((one) => may(one.permission)));

/** Where he is; what is not his to see is the desk. */
export const place = computed<Place>(() => {
  const [asked] = hash.value.slice(1).split("/");
  return places.value.find((one) => one.id === asked) ?? PLACES[0];
});

/** What the address says after the place: "rules" in #admin/rules. */
export const within = computed<string>(() => hash.value.slice(1).split("/").slice(1).join("/"));

/** Alone on the screen, without the frame around it. */
export const alone = computed(() => Boolean(place.value.alone) && within.value === place.value.alone);

export const addressOf = (id: PlaceId | (string & {}), inside = ""): string => `#${id}${inside ? `/${inside}` : ""}`;

export function go(id: PlaceId | (string & {}), inside = ""): void {
  location.hash = addressOf(id, inside);
}

// The administration's pages ---------------------------------------------------------------------

/** In their order; `admin`: not for supervisors. */
export const PAGES = [
  { id: "rules", admin: false },
  { id: "people", admin: true },
  { id: "queues", admin: true },
  { id: "numbers", admin: true },
  { id: "dialling", admin: true },
  { id: "departments", admin: true },
  { id: "pauses", admin: true },
  { id: "connections", admin: true },
  { id: "watch", admin: false },
] as const;

export type PageId = (typeof PAGES)[number]["id"];

export const isAdmin = (): boolean => session.value?.user.role === "admin";

export const pages = computed<readonly PageId[]>(() =>
  PAGES.filter((page) => isAdmin() || !page.admin).map((page) => page.id),
);

/** The page of the administration that is open. */
export const page = computed<PageId>(() => pages.value.find((one) => one === within.value) ?? pages.value[0]!);
