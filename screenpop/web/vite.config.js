// The page is served under a strict Content-Security-Policy: nothing inline, no polyfill.
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";

const WORKER = "sw.js";

/** Tells the service worker what it keeps, and names the build by that. */
function listFiles() {
  return {
    name: "list-files",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const made = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const files = [...made, ...readdirSync("public")].map((name) => `/${name}`).sort();
        const said = [bundle["index.html"].source, ...files].join("\n");
        const build = createHash("sha256").update(said).digest("hex").slice(0, 16);
        const worker = bundle[WORKER];
        worker.code = `const BUILD=${JSON.stringify(build)},FILES=${JSON.stringify(files)};${worker.code}`;
      },
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [listFiles()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
    manifest: true,
    rollupOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? WORKER : "assets/[name]-[hash].js"),
      },
    },
  },
});
