// A person's state as a dot and a word; never the colour alone.

import { text } from "../text/en";

export function Status({ status, reason = "" }: { status: string; reason?: string }) {
  const word = text.status[status] ?? text.status.unknown;
  return (
    <span class={`state state-${status in text.status ? status : "unknown"}`}>
      {status === "paused" ? text.header.pausedBecause(reason) : word}
    </span>
  );
}
