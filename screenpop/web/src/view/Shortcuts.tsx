import { useEffect, useRef } from "preact/hooks";
import { helping } from "../state/keys";
import { text } from "../text";

export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helping.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="panel shortcuts" aria-labelledby="keys-heading" onClose={() => (helping.value = false)}>
      <h2 id="keys-heading">{text.shortcuts.heading}</h2>
      <dl>
        {text.shortcuts.keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="faint">{text.shortcuts.typing}</p>
      <button class="primary" onClick={() => (helping.value = false)}>
        {text.shortcuts.close}
      </button>
    </dialog>
  );
}
