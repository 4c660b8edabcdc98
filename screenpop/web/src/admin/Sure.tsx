// A button for what cannot be taken back: the first press asks, in the same place, the second acts.

import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../text";

const words = text.admin;

interface Props {
  readonly label: string;
  readonly question: string;
  readonly act: () => unknown;
  readonly yes?: string;
  readonly disabled?: boolean;
  readonly name?: string;
}

export function Sure({ label, question, act, yes = words.yes, disabled = false, name }: Props) {
  const [asked, setAsked] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked) no.current?.focus();
  }, [asked]);
  if (!asked) {
    return (
      <button type="button" disabled={disabled} aria-label={name} onClick={() => setAsked(true)}>
        {label}
      </button>
    );
  }
  return (
    <span class="sure" role="group" aria-label={question} onKeyDown={(event) => event.key === "Escape" && setAsked(false)}>
      <span>{question}</span>
      <button
        type="button"
        class="danger"
        disabled={disabled}
        onClick={() => {
          setAsked(false);
          act();
        }}
      >
        {yes}
      </button>
      <button ref={no} type="button" onClick={() => setAsked(false)}>
        {words.no}
      </button>
    </span>
  );
}
