// How somebody likes his page: language, light or dark, what may make a noise. Kept in this
// browser for each login, so that colleagues who share a computer do not share a taste.

import { computed, signal } from "@preact/signals";
import { isLanguage, language, type LanguageId } from "../text";

/** What the CRM shows of a client, each at an address of its own. */
export const PAPERS = ["document", "report"] as const;
export type Paper = (typeof PAPERS)[number];

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  /** Empty: the browser's. */
  readonly language: LanguageId | "";
  readonly theme: Theme;
  /** Whether a call that rings may be heard from the page. */
  readonly sounds: boolean;
  /** Whether a call that rings while the page is behind another window says so. */
  readonly notifications: boolean;
  /** What of the client opens by itself when a call is answered. */
  readonly opens: readonly Paper[];
}

const USUAL: Settings = { language: "", theme: "system", sounds: true, notifications: true, opens: [] };

/** Who sat here last: his taste is shown until somebody logs in. */
const LAST = "ccengine.login";
const keyOf = (login: string): string => `ccengine.settings.${login}`;

let whose = kept(LAST);

export const lastLogin = (): string => whose;

export const settings = signal<Settings>(stored(whose));
export const sounds = computed(() => settings.value.sounds);
export const notifications = computed(() => settings.value.notifications);

function kept(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden or full: it holds until the next load.
  }
}

/** What was kept, checked: another version of the page may have written it. */
function stored(login: string): Settings {
  let known: Partial<Record<keyof Settings, unknown>> = {};
  try {
    known = Object(JSON.parse(kept(keyOf(login)) || "{}"));
  } catch {
    // Not ours: as if nothing were kept.
  }
  const flag = (value: unknown, usual: boolean): boolean => (typeof value === "boolean" ? value : usual);
  return {
    language: isLanguage(known.language) ? known.language : "",
    theme: THEMES.find((theme) => theme === known.theme) ?? USUAL.theme,
    sounds: flag(known.sounds, USUAL.sounds),
    notifications: flag(known.notifications, USUAL.notifications),
    opens: PAPERS.filter((paper) => Array.isArray(known.opens) && known.opens.includes(paper)),
  };
}

export function change(part: Partial<Settings>): void {
  settings.value = { ...settings.value, ...part };
  keep(keyOf(whose), JSON.stringify(settings.value));
}

/** Somebody has sat down. A language other than the loaded one takes a new load, before he sees
 * anything of his own. */
export function openFor(login: string): void {
  if (login === whose) return;
  whose = login;
  keep(LAST, login);
  const before = settings.value.language;
  settings.value = stored(login);
  if (settings.value.language !== before && settings.value.language !== language) location.reload();
}

/** Light or dark is the whole page's (style/base.css). */
settings.subscribe(({ theme }) => {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
});
