// A catalogue that is not whole yet: any of its keys may be missing, at every depth.

// Arrays and sentences are translated whole or not at all.
type Leaf = string | readonly unknown[] | ((...given: never[]) => unknown);

export type Part<Words> = {
  readonly [Key in keyof Words]?: Words[Key] extends Leaf ? Words[Key] : Part<Words[Key]>;
};

const isGroup = (words: unknown): words is Record<string, unknown> =>
  typeof words === "object" && words !== null && !Array.isArray(words);

/** The whole catalogue, each word in the other language where that has it; and what only that has: the
 * server's refusals need no English here. */
export function filled<Words extends object>(whole: Words, part: Part<Words>): Words {
  const words = Object.entries(whole).map(([key, word]) => {
    const own = (part as Record<string, unknown>)[key];
    return [key, own === undefined ? word : isGroup(word) ? filled(word, own as object) : own];
  });
  return { ...part, ...Object.fromEntries(words) } as Words;
}

/** The keys a part lacks, each as the way to it. */
export function missing(whole: object, part: object, way: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(whole).flatMap(([key, word]) => {
    const own = (part as Record<string, unknown>)[key];
    if (isGroup(word)) return missing(word, (own as object | undefined) ?? {}, [...way, key]);
    return own === undefined ? [[...way, key]] : [];
  });
}
