// A secret that is told once: to be copied, and put away.

import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../text";

const words = text.admin;

export function Secret({ about, secret, kept }: { about: string; secret: string; kept: () => void }) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), [secret]);
  async function copy(): Promise<void> {
    field.current?.select();
    await navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => undefined, // Forbidden: it is selected, for Ctrl+C.
    );
  }
  return (
    <div class="secret" role="status">
      <p>{about}</p>
      <p class="form-end">
        <input ref={field} readOnly value={secret} aria-label={about} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" onClick={() => void copy()}>
          {copied ? words.secret.copied : words.secret.copy}
        </button>
        <button type="button" class="primary" onClick={kept}>
          {words.secret.kept}
        </button>
      </p>
    </div>
  );
}
