// What is not as it should be about what is shown; it says so before anything else.

import { now } from "../state/clock";
import { text } from "../text";
import { Ago } from "./pieces";
import { health } from "./rows";
import { staleSince } from "./watch";

export function Truth() {
  const since = staleSince.value;
  const pbx = health.value;
  const lost = pbx && !pbx.pbx ? pbx.pbx_since : 0;
  return (
    <div class="truth" role="status">
      {since > 0 && <p class="truth-stale">{text.board.stale(text.age(now.value - since))}</p>}
      {since === 0 && lost > 0 && (
        <p class="truth-stale">
          <Ago since={lost} say={text.board.pbxLost} />
        </p>
      )}
    </div>
  );
}
