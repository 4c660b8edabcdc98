// How other programs are connected: where events are posted to, and who may ask.

import { Tokens } from "./Tokens";
import { Webhooks } from "./Webhooks";

export function Connections() {
  return (
    <div class="columns">
      <Webhooks />
      <Tokens />
    </div>
  );
}
