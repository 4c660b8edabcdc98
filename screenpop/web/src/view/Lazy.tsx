// A page that comes when it is asked for: who never goes there never loads it.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { text } from "../text";

export function Lazy({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [Page, setPage] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  const ask = (): void => {
    setFailed(false);
    load().then(
      (page) => setPage(() => page),
      () => setFailed(true),
    );
  };
  useEffect(ask, [load]);
  if (Page) return <Page />;
  return (
    <main class="desk">
      {failed && (
        <p role="alert">
          {text.problem.notLoaded} <button onClick={ask}>{text.problem.again}</button>
        </p>
      )}
    </main>
  );
}
