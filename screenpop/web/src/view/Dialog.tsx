// What lies over the page until it is closed: a native dialog, so that Esc, the focus and what is
// behind it are the browser's business.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { text } from "../text";

interface Props {
  readonly heading: string;
  readonly name: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ heading, name, close, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class={`panel dialog ${name}`} aria-labelledby={id} onClose={close}>
      <header>
        <h2 id={id}>{heading}</h2>
        <button class="quiet" aria-label={text.problem.close} onClick={() => dialog.current?.close()}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}
