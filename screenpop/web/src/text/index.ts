// The words of the language in use. A language is a folder beside this file; only the chosen one is
// loaded, before anything that speaks is imported (main.tsx), so `text` may be used anywhere, the
// top of a module included. A language that is not whole yet says the rest in English.

import type { Catalogue } from "./en";
import { writeIn } from "./format";
import { filled, type Part } from "./part";

export type { Catalogue };

interface Language {
  /** What its speakers call it. */
  readonly name: string;
  /** The locale where the browser names no country. */
  readonly locale: string;
  load(): Promise<Catalogue>;
}

const english = async (): Promise<Catalogue> => (await import("./en")).catalogue;
const partly = async (own: Promise<{ catalogue: Part<Catalogue> }>): Promise<Catalogue> =>
  filled(await english(), (await own).catalogue);

export const LANGUAGES = {
  en: { name: "English", locale: "en-GB", load: english },
  ru: { name: "Русский", locale: "ru-RU", load: async () => (await import("./ru")).catalogue },
  uz: { name: "O‘zbekcha", locale: "uz-Latn-UZ", load: () => partly(import("./uz")) },
  tr: { name: "Türkçe", locale: "tr-TR", load: () => partly(import("./tr")) },
} as const satisfies Record<string, Language>;

export type LanguageId = keyof typeof LANGUAGES;

export const isLanguage = (id: unknown): id is LanguageId => typeof id === "string" && Object.hasOwn(LANGUAGES, id);

export let text: Catalogue;
export let language: LanguageId = "en";

/** The first of the browser's languages that the page speaks. */
export function fromBrowser(): LanguageId {
  const own = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]!);
  return own.find(isLanguage) ?? "en";
}

/** The browser's own variant of the language (ru-UZ, en-US), where it has one. */
function variant(id: LanguageId): string {
  const own = navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${id}-`));
  return own ?? LANGUAGES[id].locale;
}

/** Load the words of the chosen language, else the browser's; nothing that speaks may be imported
 * before. */
export async function begin(chosen: LanguageId | ""): Promise<void> {
  language = chosen || fromBrowser();
  writeIn(variant(language));
  document.documentElement.lang = language;
  text = await LANGUAGES[language].load();
}
