// What can be done with the sound of a call, and how it sounds: a quiet row on the card. Its
// buttons keep their width and place, whatever they say.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Card } from "../generated/messages";
import * as phones from "../state/phone";
import type { PhoneCall } from "../state/phone";
import { text } from "../text";

export function PhoneBar({ card }: { card: Card }) {
  if (!phones.isBrowser()) return null;
  const call = phones.callOf(card);
  if (call?.word === "ringing") return <NoVoice />;
  if (!phones.isUp(call)) return <Missing card={card} call={call} />;
  return <SoundOf call={call} />;
}

/** He cannot answer without a microphone: what is wrong, and how to mend it. */
export function NoVoice() {
  const trouble = text.phone.trouble[phones.phone.value.microphone];
  if (!trouble) return null;
  return (
    <p class="phone-trouble" role="alert">
      <span>{trouble}</span>
      <button onClick={() => phones.act({ do: "look" })}>{text.phone.again}</button>
    </p>
  );
}

/** The card says that there is a talk, and the phone has none. */
function Missing({ card, call }: { card: Card; call: PhoneCall | undefined }) {
  const talks = card.state === "talking" || card.state === "held";
  if (call || !talks || phones.phone.value.line !== "ready") return null;
  return (
    <p class="phone-bar owed-words" role="status">
      {text.phone.lost}
    </p>
  );
}

/** Everything about one call's sound; also for a call that has no card. */
export function SoundOf({ call }: { call: PhoneCall }) {
  const { muted, merged } = phones.phone.value;
  return (
    <div class="phone-bar" role="group" aria-label={text.phone.label}>
      <Toggle on={muted} shortcut="V" act={phones.toggleMute} words={[text.phone.mute, text.phone.unmute]} />
      <Toggle
        on={call.held}
        shortcut="O"
        act={() => phones.toggleHold(call)}
        words={[text.phone.hold, text.phone.resume]}
      />
      <Keypad call={call} />
      {(merged || phones.mayMerge()) && (
        <Toggle on={merged} shortcut="E" act={phones.mergeOrPart} words={[text.phone.merge, text.phone.part]} />
      )}
      {phones.maySwap() && (
        <Plain shortcut="W" act={() => phones.act({ do: "swap", call: call.id })}>
          {text.phone.swap}
        </Plain>
      )}
      <Sounds call={call} />
    </div>
  );
}

interface ButtonProps {
  readonly shortcut: string;
  readonly act: () => void;
}

function Plain({ shortcut, act, children }: ButtonProps & { readonly children: ComponentChildren }) {
  return (
    <button aria-keyshortcuts={shortcut} onClick={act}>
      {children} <kbd aria-hidden="true">{shortcut}</kbd>
    </button>
  );
}

/** Two words in one place: the longer one keeps the width, so that nothing moves under a finger. */
function Toggle({ on, shortcut, act, words }: ButtonProps & { on: boolean; words: readonly [string, string] }) {
  return (
    <button class={on ? "pressed" : ""} aria-keyshortcuts={shortcut} onClick={act}>
      <span class="either">
        {words.map((word, at) => (
          <span key={word} class={at === Number(on) ? "" : "other"} aria-hidden={at !== Number(on)}>
            {word}
          </span>
        ))}
      </span>
      <kbd aria-hidden="true">{shortcut}</kbd>
    </button>
  );
}

function Sounds({ call }: { call: PhoneCall }) {
  const { word, why } = call.quality;
  const { merged } = phones.phone.value;
  const says = call.word === "mending" ? text.phone.words.mending : call.held ? "" : text.phone.quality[word];
  const bad = call.word === "mending" || !["good", "unknown"].includes(word);
  return (
    <span class={`phone-sound ${bad && says ? "bad" : ""}`} role="status">
      {merged && <span>{text.phone.merged}. </span>}
      {says}
      {says && why && call.word !== "mending" && <span class="phone-why">: {text.phone.why[why] ?? why}</span>}
    </span>
  );
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

function Keypad({ call }: { call: PhoneCall }) {
  const open = phones.keypad.value === call.id;
  return (
    <span class="keypad-place">
      <button
        class={open ? "pressed" : ""}
        aria-expanded={open}
        aria-keyshortcuts="I"
        onClick={() => phones.toggleKeypad(call)}
      >
        {text.phone.keypad} <kbd aria-hidden="true">I</kbd>
      </button>
      {open && <Pad call={call} />}
    </span>
  );
}

function Pad({ call }: { call: PhoneCall }) {
  const [pressed, setPressed] = useState("");
  const press = (key: string): void => {
    phones.press(call, key);
    setPressed((before) => (before + key).slice(-16));
  };
  useEffect(() => {
    phones.onKey.value = press;
    return () => void (phones.onKey.value = () => undefined);
  }, [call.id]);
  return (
    <div class="keypad panel" role="group" aria-label={text.phone.keypad}>
      <output aria-label={text.phone.pressed}>{pressed}</output>
      {KEYS.map((key) => (
        <button key={key} onClick={() => press(key)}>
          {key}
        </button>
      ))}
    </div>
  );
}
