// Where in the page somebody is: his desk, or a page of the administration. The address says it, so
// that a reload and the browser's "back" do what people expect.

import { computed, signal } from "@preact/signals";
import { session } from "./session";

/** The administration's pages, in their order; `admin`: not for supervisors. */
export const PAGES = [
  { id: "rules", admin: false },
  { id: "connections", admin: true },
  { id: "watch", admin: false },
] as const;

export type PageId = (typeof PAGES)[number]["id"];

const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

export const isAdmin = (): boolean => session.value?.user.role === "admin";

export const pages = computed<readonly PageId[]>(() => {
  const role = session.value?.user.role ?? "";
  return PAGES.filter((page) => role === "admin" || (role === "supervisor" && !page.admin)).map((page) => page.id);
});

/** The page of the administration that is open; empty at the desk. */
export const place = computed<PageId | "">(() => {
  const [area, asked] = hash.value.slice(1).split("/");
  if (area !== "admin") return "";
  return pages.value.find((page) => page === asked) ?? pages.value[0] ?? "";
});

export const addressOf = (page: PageId | ""): string => (page ? `#admin/${page}` : "#");

export function go(page: PageId | ""): void {
  location.hash = addressOf(page);
}

/** To the administration, and back to the desk. */
export function change(): void {
  if (place.value) go("");
  else if (pages.value[0]) go(pages.value[0]);
}
