// The field that calls: a number, or a name that finds colleagues, clients and contacts. What was typed
// as a number is dialled as it is, unless somebody was chosen with the arrows.

import { useEffect, useState } from "preact/hooks";
import * as desk from "../state/desk";
import { model } from "../state/link";
import { colleagues, isNumber, known, type Found } from "../state/lookUp";
import { number } from "../state/words";
import { text } from "../text";
import { Status } from "./Status";

const SOON_MS = 150;
const NOBODY = -1;

export function Dial() {
  const [to, setTo] = useState("");
  const [also, setAlso] = useState<readonly Found[]>([]);
  const [at, setAt] = useState(NOBODY);
  const [shown, setShown] = useState(false);
  const asked = to.trim();
  const found = asked ? [...colleagues(asked), ...also] : [];
  const first = isNumber(asked) ? NOBODY : 0;

  useEffect(() => {
    setAt(first);
    setAlso([]);
    let wanted = true;
    const timer = setTimeout(() => void known(asked).then((people) => wanted && setAlso(people)), SOON_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked]);

  const chosen = found[at];
  const callable = chosen?.number || (isNumber(asked) ? asked : "");
  async function call(one: string, field: HTMLInputElement | null): Promise<void> {
    if (!one || !(await desk.placeCall(one))) return;
    setTo("");
    field?.blur();
  }
  const fieldOf = (event: Event): HTMLInputElement | null =>
    (event.currentTarget as HTMLElement).closest("form")!.querySelector("input");

  function pressed(event: KeyboardEvent): void {
    const lowest = first;
    if (event.key === "ArrowDown") setAt(at + 1 < found.length ? at + 1 : lowest);
    else if (event.key === "ArrowUp") setAt(at > lowest ? at - 1 : found.length - 1);
    else return;
    setShown(true);
    event.preventDefault();
  }

  const open = shown && found.length > 0;
  return (
    <form
      class="dial"
      onSubmit={(event) => {
        event.preventDefault();
        void call(callable, fieldOf(event));
      }}
    >
      <input
        data-dial
        type="text"
        role="combobox"
        inputMode="text"
        autocomplete="off"
        spellcheck={false}
        maxLength={100}
        placeholder={text.header.call}
        aria-label={text.book.dial.label}
        aria-expanded={open}
        aria-controls="dial-found"
        aria-autocomplete="list"
        aria-activedescendant={open && chosen ? `dial-${at}` : undefined}
        value={to}
        onKeyDown={pressed}
        onFocus={() => setShown(true)}
        onBlur={() => setShown(false)}
        onInput={(event) => {
          setTo(event.currentTarget.value);
          setShown(true);
        }}
      />
      <button disabled={!callable || desk.busy.value.has("place")}>{text.header.callButton}</button>
      <ul id="dial-found" class="panel dial-found" role="listbox" aria-label={text.book.dial.found} hidden={!open}>
        {found.map((one, index) => (
          <li
            key={`${one.kind} ${one.id}`}
            id={`dial-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={(event) => void call(one.number, fieldOf(event))}
          >
            <span class="dial-who">
              <bdi class="strong">{one.name}</bdi>
              {one.company && <bdi class="faint">{one.company}</bdi>}
            </span>
            <bdi class="number">{number(one.number)}</bdi>
            <What one={one} />
          </li>
        ))}
      </ul>
    </form>
  );
}

function What({ one }: { one: Found }) {
  if (one.kind !== "colleague") return <span class="faint">{text.book.dial.kinds[one.kind]}</span>;
  const line = model.value.colleagues[one.id] ?? one.line;
  return <Status status={line?.status ?? ""} reason={line?.reason ?? ""} />;
}
