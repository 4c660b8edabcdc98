// The phone in the header: whether it can be rung at all, in a word; behind it the headset.

import { now } from "../state/clock";
import { here, phone, setting } from "../state/phone";
import { text } from "../text";

const NO_VOICE: ReadonlySet<string> = new Set(["refused", "missing", "taken", "insecure"]);

function words(): readonly [string, kind: string] {
  const { line, since, microphone, hushed } = phone.value;
  if (line === "unreachable") return [text.phone.unreachable(text.age(now.value - since)), "bad"];
  if (line === "ready" && hushed) return [text.phone.hushed, "bad"];
  if (line === "ready" && NO_VOICE.has(microphone)) return [text.phone.noVoice, "bad"];
  if (line === "ready" && !here.value) return [text.phone.elsewhere, "ready"];
  return [text.phone.lines[line], line];
}

export function PhoneBadge() {
  if (phone.value.kind !== "browser") return null;
  const [word, kind] = words();
  return (
    <button
      class={`quiet phone-badge phone-${kind}`}
      title={word}
      aria-haspopup="dialog"
      onClick={() => (setting.value = true)}
    >
      <span role="status" aria-live={kind === "bad" ? "off" : "polite"}>
        {word}
      </span>
    </button>
  );
}
