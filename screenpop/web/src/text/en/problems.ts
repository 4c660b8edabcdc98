// What the server refuses, in other words than its own English: a template, and what is said for it.

export const problems: Readonly<Record<string, string | undefined>> = {};
