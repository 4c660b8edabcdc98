// The sound of ringing, made here: two tones, one second in four. It runs in the audio hardware's
// own time, so that a tab in the background rings as well as one in front.

import { signal } from "@preact/signals";
import { chosen } from "./headset";

/** The browser gives no sound before the operator has touched the page. */
export const hushed = signal(false);

type WithSink = AudioContext & { setSinkId?(id: string): Promise<void> };

const TONES_HZ = [440, 480];
const PERIOD_S = 4;
const LOUD_S = 1.2;
const EDGE_S = 0.02;

let context: WithSink | null = null;
let source: AudioBufferSourceNode | null = null;

/** `softly`: the operator is talking; it must be noticed, not hurt. */
export async function ring(softly: boolean): Promise<void> {
  if (source) return;
  context ??= new AudioContext();
  source = context.createBufferSource();
  const gain = context.createGain();
  gain.gain.value = softly ? 0.04 : 0.4;
  source.buffer = sound(context);
  source.loop = true;
  source.connect(gain).connect(context.destination);
  source.start();
  // While he talks he wears the headset: a ringer across the room would be heard by the client.
  await context.setSinkId?.(chosen(softly ? "speaker" : "ringer")).catch(() => undefined);
  wake();
}

export function stop(): void {
  source?.stop();
  source = null;
  void context?.suspend();
}

/** Let sound out; before the first touch of the page the browser may not. */
export function wake(): void {
  if (!context || !source) return;
  void context.resume();
  hushed.value = context.state === "suspended" && !navigator.userActivation?.hasBeenActive;
}

function sound(made: AudioContext): AudioBuffer {
  const rate = made.sampleRate;
  const buffer = made.createBuffer(1, PERIOD_S * rate, rate);
  const samples = buffer.getChannelData(0);
  for (let at = 0; at < LOUD_S * rate; at += 1) {
    const second = at / rate;
    const edge = Math.min(1, second / EDGE_S, (LOUD_S - second) / EDGE_S);
    const wave = TONES_HZ.reduce((sum, hz) => sum + Math.sin(2 * Math.PI * hz * second), 0);
    samples[at] = (wave / TONES_HZ.length) * edge * 0.6;
  }
  return buffer;
}
