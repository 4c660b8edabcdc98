// What can be done about a row. The menu stands under its button; Escape and a click elsewhere close it.

import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { BoardCall, BoardOperator } from "../generated/messages";
import { may } from "../state/place";
import { me, session } from "../state/session";
import { text } from "../text";
import * as acts from "./acts";
import { menu, type Menu as Which } from "./acts";
import { calls, operators, queues } from "./rows";
import { staleSince } from "./watch";

export function MenuButton({ kind, id, label }: Which & { label: string }) {
  const open = menu.value?.kind === kind && menu.value.id === id;
  if (!may("floor")) return <span />;
  function escape(event: KeyboardEvent): void {
    if (!open || event.key !== "Escape") return;
    menu.value = null;
    event.preventDefault();
  }
  return (
    <span class="menu-place" onKeyDown={escape}>
      <button
        class="quiet menu-button"
        data-row
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        disabled={staleSince.value > 0}
        onClick={() => (menu.value = open ? null : { kind, id })}
      >
        ⋯
      </button>
      {open && <Acts kind={kind} id={id} />}
    </span>
  );
}

interface Item {
  readonly words: string;
  readonly act?: () => Promise<boolean>;
  /** It asks where to before it does anything. */
  readonly asks?: "move" | "pause";
  readonly why?: string;
}

function Acts({ kind, id }: Which) {
  const place = useRef<HTMLDivElement>(null);
  const [asking, ask] = useState<Item["asks"] | null>(null);
  const call = kind === "call" ? calls.row(id)?.value : theirCall(id);
  const operator = kind === "operator" ? operators.row(id)?.value : undefined;
  const gone = !call && !operator;

  useEffect(() => {
    const opener = document.activeElement;
    const elsewhere = (event: Event): void => {
      if (!(event.target instanceof Node) || !place.current?.parentElement?.contains(event.target)) menu.value = null;
    };
    addEventListener("pointerdown", elsewhere);
    return () => {
      removeEventListener("pointerdown", elsewhere);
      if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body) opener.focus();
    };
  }, []);
  useLayoutEffect(() => place.current?.querySelector<HTMLElement>("input, button:not(:disabled)")?.focus(), [asking]);
  useEffect(() => {
    if (gone) menu.value = null;
  }, [gone]);

  async function run(act: () => Promise<boolean>): Promise<void> {
    menu.value = null;
    await act();
  }

  function keys(event: KeyboardEvent): void {
    if (event.key === "Escape") return; // Its place hears it, from the button too.
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = [...place.current!.querySelectorAll<HTMLElement>("button:not(:disabled), input")];
      const at = all.indexOf(document.activeElement as HTMLElement);
      all[(at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]?.focus();
      event.preventDefault();
    }
    event.stopPropagation();
  }

  return (
    <div class="acts-menu" role={asking ? "dialog" : "menu"} aria-label={text.board.acts.menu} ref={place} onKeyDown={keys}>
      {asking === "move" && call && <Move onMove={(target) => void run(() => acts.move(call.id, target))} />}
      {asking === "pause" && <Pause onPause={(reason) => void run(() => acts.setStatus(id, "paused", reason))} />}
      {!asking &&
        [...aboutCall(call), ...aboutOperator(operator)].map((item) => (
          <button
            key={item.words}
            role="menuitem"
            disabled={Boolean(item.why)}
            title={item.why}
            onClick={() => (item.asks ? ask(item.asks) : void run(item.act!))}
          >
            {item.words}
          </button>
        ))}
    </div>
  );
}

/** The call that an operator talks in. */
function theirCall(operator: string): BoardCall | undefined {
  const held = operators.row(operator)?.value.calls ?? [];
  return held.map((id) => calls.row(id)?.value).find((call) => call?.operators.includes(operator));
}

function aboutCall(call: BoardCall | undefined): readonly Item[] {
  if (!call) return [];
  const words = text.board.acts;
  const hearing = (["listen", "whisper", "barge"] as const).map((how) => ({
    words: words[how],
    act: () => acts.hear(call.id, how),
    ...(me() ? {} : { why: words.noPhone }),
  }));
  return [
    ...(call.operators.length > 0 ? hearing : []),
    ...(call.entered > 0 ? [{ words: words.first, act: () => acts.putFirst(call.id) }] : []),
    ...(call.entered > 0 || call.operators.length > 0 ? [{ words: words.move, asks: "move" as const }] : []),
  ];
}

function aboutOperator(operator: BoardOperator | undefined): readonly Item[] {
  if (!operator) return [];
  const words = text.board.acts;
  const become = (status: "available" | "offline") => () => acts.setStatus(operator.id, status);
  return [
    ...(operator.status === "offline" ? [{ words: words.logIn, act: become("available") }] : []),
    ...(operator.status === "paused" ? [{ words: words.lift, act: become("available") }] : []),
    ...(operator.status !== "paused" && operator.status !== "offline" ? [{ words: words.pause, asks: "pause" as const }] : []),
    ...(operator.status !== "offline" ? [{ words: words.logOut, act: become("offline") }] : []),
  ];
}

const SHOWN = 8;

/** Who and what is called so; who is free stands first. */
function targets(words: string) {
  const wanted = words.trim().toLocaleLowerCase();
  const people = operators.all().map((row) => ({ id: row.id, name: row.name, free: row.status === "available" && row.reachable }));
  return [...queues.all().map((row) => ({ id: row.id, name: row.name, free: true })), ...people]
    .filter((one) => one.name.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => Number(b.free) - Number(a.free))
    .slice(0, SHOWN);
}

function Move({ onMove }: { onMove: (target: string) => void }) {
  const [words, setWords] = useState("");
  /** Enter means what the field says now: what stands under it may be a key behind. */
  function entered(event: TargetedKeyboardEvent<HTMLInputElement>): void {
    const said = event.currentTarget.value;
    const first = said.trim() && targets(said)[0];
    if (event.key === "Enter" && first) onMove(first.id);
  }
  return (
    <>
      <input
        aria-label={text.board.acts.moveTo}
        placeholder={text.board.acts.moveTo}
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
        onKeyDown={entered}
      />
      {targets(words).map((one) => (
        <button key={one.id} data-target={one.id} onClick={() => onMove(one.id)}>
          <bdi>{one.name}</bdi>
          {operators.row(one.id) && <span class="label">{text.status[operators.row(one.id)!.value.status]}</span>}
        </button>
      ))}
    </>
  );
}

function Pause({ onPause }: { onPause: (reason: string) => void }) {
  return (
    <>
      {reasons().map(([id, name]) => (
        <button key={id} onClick={() => onPause(id)}>
          {name}
        </button>
      ))}
    </>
  );
}

/** Those of the house; one that names none takes any words. */
function reasons(): readonly (readonly [string, string])[] {
  const own = session.value?.pauses ?? [];
  return own.length > 0 ? own.map((one) => [one.id, one.name] as const) : [[text.board.acts.pause, text.board.acts.pause]];
}
