// The transfer list. It lies over what is below it, so that opening it moves nothing. The order is
// taken when it opens: a line must not slip away under somebody's finger.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Card } from "../generated/messages";
import * as desk from "../state/desk";
import { lineOf, mayGetIt, targets, type Target } from "../state/targets";
import { text } from "../text";
import { StatusNow } from "./Status";

export function Transfer({ card }: { card: Card }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const chosen = useRef<HTMLLIElement>(null);
  const found = useMemo(() => targets(query, card), [query]);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => chosen.current?.scrollIntoView({ block: "nearest" }), [at]);

  const go = (target: Target | undefined, consult: boolean): void => {
    if (target && mayGetIt(target)) void desk.transfer(card, target.id, target.name, consult ? "attended" : "blind");
  };
  const move = (by: number): void => setAt((at + by + found.length) % Math.max(found.length, 1));

  function pressed(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && !event.isComposing) go(found[at], event.shiftKey);
    else if (event.key === "Escape") desk.transferring.value = "";
    else return;
    event.preventDefault();
  }

  return (
    <div class="transfer panel">
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="targets"
        aria-activedescendant={found[at] ? `target-${at}` : undefined}
        aria-label={text.transfer.search}
        placeholder={text.transfer.search}
        autocomplete="off"
        spellcheck={false}
        value={query}
        onKeyDown={pressed}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul id="targets" role="listbox" aria-label={text.card.transfer}>
        {found.map((target, index) => (
          <li
            key={`${target.kind}-${target.id}`}
            id={`target-${index}`}
            ref={index === at ? chosen : null}
            role="option"
            aria-selected={index === at}
            aria-disabled={!mayGetIt(target)}
            onMouseMove={() => setAt(index)}
            onClick={(event) => go(target, event.shiftKey)}
          >
            <span class="target-name">
              <bdi>{target.name}</bdi>
              <span class="faint">{[target.responsible && text.transfer.responsible, target.department].filter(Boolean).join(" · ")}</span>
            </span>
            <Detail target={target} />
            <span class="faint extension">{target.extension}</span>
            {/* For a finger or a mouse; an option has no control inside, the keyboard has Shift+Enter. */}
            <span
              class="button quiet consult"
              onClick={(event) => {
                event.stopPropagation();
                go(target, true);
              }}
            >
              {text.transfer.consult}
            </span>
          </li>
        ))}
        {found.length === 0 && <li class="faint">{text.transfer.none}</li>}
      </ul>
      <p class="faint hint">{text.transfer.hint}</p>
    </div>
  );
}

function Detail({ target }: { target: Target }) {
  if (target.kind !== "colleague") return <span class="faint">{text.transfer[target.kind]}</span>;
  return <StatusNow line={lineOf(target)} />;
}
