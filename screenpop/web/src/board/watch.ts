// Watching the board: asked for when the page opens and after each loss of the line, followed
// change by change, and asked for again where one was missed.

import { computed, effect, signal } from "@preact/signals";
import type { BoardRefused, ServerMessage } from "../generated/messages";
import { byServer, heardTime, now } from "../state/clock";
import { link, read, send } from "../state/link";
import { follow, show, version } from "./rows";

/** Why there is no board; empty while there is one, or it comes. */
export const refusal = signal<BoardRefused["why"]>("");

/** The gateway lets the board hear from it every two seconds. */
const SILENCE_MS = 6_000;
const heard = signal(now.peek());

/** Since when what is shown may be wrong; 0 while it is right. */
export const staleSince = computed(() => {
  if (link.value.state === "lost") return Math.min(byServer(link.value.since), now.value);
  return now.value - heard.value > SILENCE_MS ? heard.value : 0;
});

/** The time by which ages are reckoned: it stands still while nothing is heard. A clock that ran on
 * would claim that somebody still waits. */
export const seen = computed(() => staleSince.value || now.value);

let asked = false;

function ask(): void {
  asked = true;
  send({ type: "watch", what: "board" });
}

function hear(message: ServerMessage): void {
  heard.value = byServer(Date.now());
  if (message.type === "board") {
    asked = false;
    refusal.value = "";
    show(message);
    heardTime(message.at);
  } else if (message.type === "board_changed") {
    if (!asked && !follow(message)) ask();
  } else if (message.type === "board_refused") {
    asked = false;
    refusal.value = message.why;
  }
}

/** From now on; returns what ends it. */
export function watch(): () => void {
  const deaf = read(hear);
  const idle = effect(() => {
    if (link.value.state === "live") ask();
  });
  return () => {
    idle();
    deaf();
    send({ type: "unwatch", what: "board" });
    version.value = 0;
  };
}
