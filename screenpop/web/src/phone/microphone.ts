// The operator's voice. It is open only while somebody needs it: no browser shows a red mark all
// day. Each call gets a track of its own, so that holding one call does not silence the other.

import { signal } from "@preact/signals";
import type { MicrophoneWord } from "../state/phone";
import { constraints, lookAtDevices } from "./headset";

export const microphone = signal<MicrophoneWord>("unknown");

const WORDS: Readonly<Record<string, MicrophoneWord>> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "taken",
  AbortError: "taken",
};

let stream: MediaStream | null = null;
let opening: Promise<MediaStream> | null = null;

/** The browser cannot give a microphone to this page at all. */
export const impossible = (): boolean => !window.isSecureContext || !navigator.mediaDevices;

export async function open(): Promise<MediaStream> {
  if (stream?.active) return stream;
  opening ??= take().finally(() => (opening = null));
  return opening;
}

async function take(): Promise<MediaStream> {
  if (impossible()) {
    microphone.value = "insecure";
    throw new Error("insecure");
  }
  if (microphone.value !== "ok") microphone.value = "asking";
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: constraints() });
  } catch (problem) {
    microphone.value = WORDS[problem instanceof DOMException ? problem.name : ""] ?? "missing";
    throw problem;
  }
  microphone.value = "ok";
  await lookAtDevices();
  return stream;
}

export function close(): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
}

/** Ask for it once, so that the question does not come when a client rings. */
export async function prove(): Promise<void> {
  const used = stream !== null;
  await open().catch(() => undefined);
  if (!used) close();
}

/** The browser's own word for what the operator has allowed; tells when he changes it. */
export async function watch(changed: () => void): Promise<void> {
  if (impossible()) return;
  try {
    const state = await navigator.permissions.query({ name: "microphone" as PermissionName });
    state.onchange = () => {
      if (state.state === "denied") microphone.value = "refused";
      changed();
    };
  } catch {
    // A browser that does not tell: it is found out when the microphone is opened.
  }
}
