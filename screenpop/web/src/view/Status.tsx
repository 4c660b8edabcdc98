// A person's state as a dot and a word; never the colour alone.

import type { ClientCard, StatusLine } from "../generated/messages";
import { now } from "../state/clock";
import { model } from "../state/link";
import { text } from "../text";

export function Status({ status, reason = "" }: { status: string; reason?: string }) {
  const word = text.status[status] ?? text.status.unknown;
  return (
    <span class={`state state-${status in text.status ? status : "unknown"}`}>
      {status === "paused" ? text.header.pausedBecause(reason) : word}
    </span>
  );
}

/** The same with its age; whose phone is not there is shown as that, whatever he wishes to be. */
export function StatusNow({ line }: { line: StatusLine | null | undefined }) {
  if (!line) return <Status status="offline" />;
  const gone = !line.reachable && line.status !== "offline";
  const since = gone ? line.away : line.since; // 0: nobody has ever logged in there.
  return (
    <span class="status-now">
      {gone ? <span class="state state-unreachable">{text.presence.unreachable}</span> : <Status {...line} />}
      {since > 0 && <span class="age">{text.age(now.value - since)}</span>}
    </span>
  );
}

/** The state of the client's responsible now; the card's own word for it may be older. */
export function ResponsibleStatus({ client }: { client: ClientCard }) {
  const line = model.value.colleagues[client.responsible];
  return line ? <StatusNow line={line} /> : <Status status={client.responsible_status} />;
}
