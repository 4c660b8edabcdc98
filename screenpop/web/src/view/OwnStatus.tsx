// One's own state, always in sight: what it is, for how long, until when, and whether the phone is there.

import { useRef } from "preact/hooks";
import type { StatusLine } from "../generated/messages";
import { now } from "../state/clock";
import * as desk from "../state/desk";
import { model } from "../state/link";
import { session } from "../state/session";
import { text } from "../text";
import { Status, StatusNow } from "./Status";

const WIDEST = 220;

export function OwnStatus() {
  const own = model.value.status;
  const waits = desk.busy.value.has("status");
  return (
    <div class="own-status" role="group" aria-label={text.header.status}>
      <span class="own-state">
        {noPhone(own) ? (
          <StatusNow line={own} />
        ) : (
          <>
            <Status status={own?.status ?? ""} reason={own?.reason ?? ""} />
            {own && <Clock own={own} />}
          </>
        )}
      </span>
      <span class="unseen" role="alert">
        {noPhone(own) && text.presence.noPhone}
      </span>
      <span class="switch">
        <button
          aria-pressed={own?.status === "available"}
          aria-keyshortcuts="Shift+A"
          disabled={waits}
          onClick={() => desk.setStatus("available")}
        >
          {text.status.available}
        </button>
        <button
          class={own?.status === "paused" ? "pressed" : ""}
          id="pause"
          popovertarget="pauses"
          aria-keyshortcuts="Q"
          disabled={waits}
        >
          {text.header.pause}
        </button>
        <button aria-pressed={own?.status === "offline"} disabled={waits} onClick={() => desk.setStatus("offline")}>
          {text.status.offline}
        </button>
      </span>
      {own?.extendable && (
        <button
          class="quiet longer"
          title={text.presence.longerHint}
          aria-keyshortcuts="Shift+W"
          disabled={desk.busy.value.has("extend")}
          onClick={() => void desk.extendWrapUp()}
        >
          {text.presence.longer}
        </button>
      )}
      <Pauses />
    </div>
  );
}

/** The age of a state; what is left of one that has an end, and by how much it is past it. */
function Clock({ own }: { own: StatusLine }) {
  const left = own.until - now.value;
  if (!own.until) return <span class="age">{own.since > 0 ? text.age(now.value - own.since) : ""}</span>;
  if (left >= 0) return <span class="age countdown">{text.presence.left(text.clock(left))}</span>;
  if (own.status === "wrap_up") return <span class="age" />;
  return <strong class="age overstayed">{text.presence.over(text.clock(-left))}</strong>;
}

/** No call comes to him; with whom he talks already, he talks. */
const noPhone = (own: StatusLine | null): boolean =>
  own?.reachable === false && (own.status === "available" || own.status === "ringing");

/** What the supervisor has set; a house that names none has the usual words. */
function Pauses() {
  const list = useRef<HTMLDivElement>(null);
  const named = session.value!.pauses;
  const reasons = named.length ? named : text.header.pauseReasons.map((name) => ({ id: name, name, limit_s: 0 }));
  const buttons = (): HTMLElement[] => [...(list.current?.querySelectorAll("button") ?? [])];

  function pressed(event: KeyboardEvent): void {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!by) return;
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + by + all.length) % all.length]?.focus();
    event.preventDefault();
  }

  return (
    <div
      id="pauses"
      ref={list}
      class="panel menu pauses"
      popover="auto"
      role="group"
      aria-label={text.presence.pauses}
      onKeyDown={pressed}
      onBeforeToggle={(event) => event.newState === "open" && under(event.currentTarget, "pause")}
      onToggle={(event) => event.newState === "open" && buttons()[0]?.focus()}
    >
      {reasons.map(({ id, name, limit_s }) => (
        <button
          key={id}
          class="quiet"
          onClick={() => {
            list.current?.hidePopover();
            void desk.setStatus("paused", id);
          }}
        >
          {limit_s ? text.presence.limited(name, Math.round(limit_s / 60)) : name}
        </button>
      ))}
    </div>
  );
}

/** Under its button, and within the window. */
function under(list: HTMLElement, id: string): void {
  const { left, bottom } = document.getElementById(id)!.getBoundingClientRect();
  list.style.left = `${Math.max(0, Math.min(left, innerWidth - WIDEST))}px`;
  list.style.top = `${bottom + 4}px`;
}
