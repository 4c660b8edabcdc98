// How a call was led, step by step, each with its reason in a sentence.

import type { CallDetail } from "../generated/messages";
import { sentence } from "../state/reasons";
import { text } from "../text";

export function Route({ told }: { told: CallDetail | null }) {
  if (!told?.decisions?.length) return null;
  return (
    <ol class="route" aria-label={text.recent.route}>
      {told.decisions.map((decision) => (
        <li key={decision.step}>
          <bdi>{sentence(decision.reasons, decision.why)}</bdi>
        </li>
      ))}
    </ol>
  );
}
