// Which microphone, speaker and ringer this machine uses. Browsers give devices an id that stays
// for this page on this machine, so the choice lives here and not with the login.

import { signal } from "@preact/signals";

export type Part = "microphone" | "speaker" | "ringer";

export interface Headset {
  readonly microphone: string;
  readonly speaker: string;
  readonly ringer: string;
  /** The browser takes echo and noise out of the operator's voice. */
  readonly clean: boolean;
}

export interface Device {
  readonly id: string;
  readonly name: string;
}

const KEPT = "ccengine.headset";
const AS_THE_SYSTEM: Headset = { microphone: "", speaker: "", ringer: "", clean: true };

export const headset = signal<Headset>(kept());
/** What is plugged in. Names are known only once the microphone was allowed. */
export const devices = signal<Readonly<Record<Part, readonly Device[]>>>({ microphone: [], speaker: [], ringer: [] });

function kept(): Headset {
  try {
    return { ...AS_THE_SYSTEM, ...(JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Headset>) };
  } catch {
    return AS_THE_SYSTEM;
  }
}

export function choose(change: Partial<Headset>): void {
  headset.value = { ...headset.value, ...change };
  try {
    localStorage.setItem(KEPT, JSON.stringify(headset.value));
  } catch {
    // A forbidden storage: the choice lasts until the page is left.
  }
}

/** The device chosen for this, or the system's where it is not plugged in now. */
export function chosen(part: Part): string {
  const id = headset.value[part];
  return devices.value[part].some((device) => device.id === id) ? id : "";
}

export async function lookAtDevices(): Promise<void> {
  if (!navigator.mediaDevices) return;
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind): readonly Device[] =>
    all
      .filter((one) => one.kind === kind && one.deviceId && one.deviceId !== "default" && one.deviceId !== "communications")
      .map((one) => ({ id: one.deviceId, name: one.label }));
  const heard = of("audiooutput");
  devices.value = { microphone: of("audioinput"), speaker: heard, ringer: heard };
}

export const constraints = (): MediaTrackConstraints => {
  const id = chosen("microphone");
  const { clean } = headset.value;
  return {
    ...(id && { deviceId: { ideal: id } }),
    echoCancellation: clean,
    noiseSuppression: clean,
    autoGainControl: clean,
  };
};
