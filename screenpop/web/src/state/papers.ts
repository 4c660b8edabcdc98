// The client's document and his report in the CRM: opened by hand or by a key, or by themselves when
// the call is answered. Each once per call: whoever has closed a document does not get it again.

import type { Card, ClientCard } from "../generated/messages";
import { PAPERS, settings, type Paper } from "./settings";

const IS_ADDRESS = /^https?:\/\//i;

const opened = new Set<string>();

/** Where it is; empty where there is none. An address that acts is none, whoever sent it. */
export function addressOf(client: ClientCard | null, paper: Paper): string {
  const address = client?.[`${paper}_url`] ?? "";
  return IS_ADDRESS.test(address) ? address : "";
}

/** In a window of its own, which learns nothing of this one. False where the browser forbids it. */
export function openPaper(client: ClientCard | null, paper: Paper): boolean {
  const address = addressOf(client, paper);
  if (!address) return true;
  const tab = window.open("", "_blank");
  if (!tab) return false;
  tab.opener = null;
  tab.location.href = address;
  return true;
}

/** He picks up. False where the browser has kept something closed: it opens windows at a press of a
 * button or key only, unless it is told that this page may. */
export function openAtAnswer({ call_id, client }: Card): boolean {
  if (!client || opened.has(call_id)) return true;
  opened.add(call_id);
  const wanted = PAPERS.filter((paper) => settings.value.opens.includes(paper));
  return wanted.every((paper) => openPaper(client, paper));
}
