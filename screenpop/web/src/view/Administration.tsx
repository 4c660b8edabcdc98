// The administration's pages come when they are asked for: an operator never loads them.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { text } from "../text";

type Pages = typeof import("../admin/Admin");

const loaded = signal<Pages | null>(null);
const failed = signal(false);

async function load(): Promise<void> {
  failed.value = false;
  try {
    loaded.value = await import("../admin/Admin");
  } catch {
    failed.value = true;
  }
}

export function Administration() {
  useEffect(() => void (loaded.value ?? load()), []);
  const pages = loaded.value;
  if (pages) return <pages.Admin />;
  return (
    <main class="desk">
      {failed.value && (
        <p>
          {text.problem.notLoaded} <button onClick={() => void load()}>{text.problem.again}</button>
        </p>
      )}
    </main>
  );
}
