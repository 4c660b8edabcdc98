// Calls functions of the page's pure modules as it is asked to, a line at a time: a list of
// {module, does, given} in, a list of answers out. "$n" among what is given is the n-th answer.
import { createInterface } from "node:readline";
import { runnerImport } from "vite";

const root = process.cwd();
const modules = new Map();

async function load(name) {
  if (!modules.has(name)) {
    const { module } = await runnerImport(`${root}/src/${name}.ts`, { configFile: false, root, logLevel: "error" });
    modules.set(name, module);
  }
  return modules.get(name);
}

for await (const line of createInterface({ input: process.stdin })) {
  const answers = [];
  const filled = (given) => (typeof given === "string" && /^\$\d+$/.test(given) ? answers[Number(given.slice(1))] : given);
  for (const { module, does, given } of JSON.parse(line)) answers.push((await load(module))[does](...given.map(filled)));
  console.log(JSON.stringify(answers));
}
