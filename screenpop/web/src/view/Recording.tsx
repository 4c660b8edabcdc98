// Whether the call is recorded, and afterwards whether it was: said in a word and a mark from the first
// ring, switched where a rule lets the operator. To switch it off for good takes two steps: pause, then off.

import type { Card } from "../generated/messages";
import * as desk from "../state/desk";
import { sentence } from "../state/reasons";
import { text } from "../text";

const MARKS: Readonly<Record<string, string>> = { on: "●", paused: "❙❙", off: "○" };

export function Recording({ card }: { card: Card }) {
  if (!card.recording) return null;
  const words = card.state === "ended" ? text.recording.over : text.recording.states;
  return (
    <p class={`recording recording-${card.recording}`}>
      <span class="recording-state" role="status">
        <span aria-hidden="true">{MARKS[card.recording]}</span> {words[card.recording]}
      </span>
      {desk.maySwitchRecording(card) && <Switch card={card} />}
      <bdi class="recording-why">{sentence(card.recording_reasons, card.recording_why)}</bdi>
    </p>
  );
}

function Switch({ card }: { card: Card }) {
  const busy = desk.busy.value.has("recording");
  return (
    <>
      <button disabled={busy} aria-keyshortcuts="S" onClick={() => desk.switchRecording(card)}>
        {text.recording.switches[card.recording]} <kbd aria-hidden="true">S</kbd>
      </button>
      {card.recording === "paused" && (
        <button class="quiet" disabled={busy} onClick={() => desk.switchRecording(card, "off")}>
          {text.recording.forGood}
        </button>
      )}
    </>
  );
}
