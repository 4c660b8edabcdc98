// A person's state as a dot and a word; never the colour alone.

import type { ClientCard } from "../generated/messages";
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

/** The state of the client's responsible now; the card's own word for it may be older. */
export function ResponsibleStatus({ client }: { client: ClientCard }) {
  const line = model.value.colleagues[client.responsible];
  return <Status status={line?.status ?? client.responsible_status} reason={line?.reason ?? ""} />;
}
