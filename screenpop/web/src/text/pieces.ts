// What the sentences of every language are put together from.

import { count } from "./format";

/** A name inside a sentence: whatever its letters do, they do it between these two marks. */
export const apart = (name: string): string => `\u2068${name}\u2069`;

/** Words for codes that the server sends. Every language must have those named in English; a code
 * that none of them names finds nothing, and the page then shows the code as it came. */
export const byCode = <Code extends string, Word>(words: Readonly<Record<Code, Word>>) =>
  words as Readonly<Record<Code, Word>> & Readonly<Record<string, Word | undefined>>;

/** How a language counts: `many(3, { one: "# note", other: "# notes" })`. The forms are those of
 * its CLDR plural rules; # is where the number stands, written as the chosen locale writes it. */
export function plurals<Form extends Intl.LDMLPluralRule>(language: string) {
  const rules = new Intl.PluralRules(language);
  return (amount: number, forms: Readonly<Record<Form, string>>): string => {
    const form = forms[rules.select(amount) as Form] ?? Object.values<string>(forms).at(-1)!;
    return form.replace("#", count(amount));
  };
}

/** Names in a row as a language puts them: a, b or c. */
export function lists(language: string) {
  const both = new Intl.ListFormat(language, { type: "conjunction" });
  const either = new Intl.ListFormat(language, { type: "disjunction" });
  return {
    and: (names: readonly string[]): string => both.format(names.map(apart)),
    or: (names: readonly string[]): string => either.format(names.map(apart)),
  };
}
