// What the catalogue of each language still says in English: npm run --silent missing [language]
import { runnerImport } from "vite";

const load = async (path) => (await runnerImport(`./src/text/${path}`, { logLevel: "error" })).module;

const { missing } = await load("part.ts");
const { LANGUAGES } = await load("index.ts");
const { catalogue: page } = await load("en/index.ts");
const { catalogue: russian } = await load("ru/index.ts");
const format = await load("format.ts");

// What the server refuses has its English there; the list of it, whole, is the Russian one.
const english = { ...page, problems: russian.problems };

// What is written by the locale alone needs no translator.
const isWritten = (word) => typeof word === "function" && Object.values(format).some((one) => `${one}` === `${word}`);
const toTranslate = (way) => !isWritten(way.reduce((words, key) => words[key], english));

const [asked] = process.argv.slice(2);
for (const [id, { name }] of Object.entries(LANGUAGES)) {
  if (id === "en" || (asked && id !== asked)) continue;
  const ways = missing(english, (await load(`${id}/index.ts`)).catalogue).filter(toTranslate);
  console.log(`${id} (${name}): ${ways.length ? `${ways.length} missing` : "whole"}`);
  for (const way of ways) console.log(`  ${way.join(" > ")}`);
}
