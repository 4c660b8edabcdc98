// A call rings while the page is behind another window: its title and a notification say so.

import type { Card } from "../generated/messages";
import { text } from "../text";
import { sentence } from "./reasons";
import { notifications } from "./settings";
import { who } from "./words";

const notes = new Map<string, Notification | null>();

export function alert(card: Card): void {
  notes.set(card.call_id, document.hidden ? notify(card) : null);
  document.title = text.ringing.title(who(card));
}

export function quiet(call_id: string): void {
  const note = notes.get(call_id);
  if (note === undefined) return;
  note?.close();
  notes.delete(call_id);
  if (notes.size === 0) document.title = text.product;
}

export function quietAll(): void {
  for (const call_id of [...notes.keys()]) quiet(call_id);
}

function notify(card: Card): Notification | null {
  if (!notifications.value || mayNotify() !== "granted") return null;
  const body = text.ringing.body(card.client?.company ?? "", sentence(card.reasons, card.why));
  const note = new Notification(text.ringing.title(who(card)), { body, tag: card.call_id, requireInteraction: true });
  note.onclick = () => {
    window.focus();
    note.close();
  };
  return note;
}

export const mayNotify = (): NotificationPermission => ("Notification" in window ? Notification.permission : "denied");

/** Browsers ask the user only in answer to something he did. */
export function askToNotify(): void {
  if (notifications.value && mayNotify() === "default") {
    void Notification.requestPermission().catch(() => undefined);
  }
}
