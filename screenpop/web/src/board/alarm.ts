// An alarm that begins is seen, heard, and told behind another window. Sounds are made here: four
// notes need no file.

import { effect, signal } from "@preact/signals";
import type { BoardQueue } from "../generated/messages";
import { mayNotify } from "../state/ringing";
import { notifications } from "../state/settings";
import { text } from "../text";
import { queues } from "./rows";

/** Notes one after the other: [Hz, seconds]. */
const SOUNDS = {
  none: [],
  chime: [
    [880, 0.18],
    [660, 0.3],
  ],
  bell: [
    [1318, 0.12],
    [1318, 0.12],
    [1318, 0.35],
  ],
  horn: [
    [220, 0.35],
    [185, 0.5],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [number, number])[]>>;

export type SoundId = keyof typeof SOUNDS;
export const SOUND_IDS = Object.keys(SOUNDS) as readonly SoundId[];

const KEPT = "ccengine.board.sound";
const LOUD = 0.25;

function kept(): SoundId {
  try {
    return SOUND_IDS.find((id) => id === localStorage.getItem(KEPT)) ?? "chime";
  } catch {
    return "chime";
  }
}

export const sound = signal<SoundId>(kept());

export function chooseSound(id: SoundId): void {
  sound.value = id;
  try {
    localStorage.setItem(KEPT, id);
  } catch {
    // Forbidden: it holds until the next load.
  }
  play();
}

let audio: AudioContext | null = null;

function play(): void {
  const notes = SOUNDS[sound.value];
  if (notes.length === 0) return;
  audio ??= new AudioContext();
  let at = audio.currentTime + 0.02;
  for (const [pitch, length] of notes) {
    const tone = new OscillatorNode(audio, { frequency: pitch, type: "triangle" });
    const volume = new GainNode(audio, { gain: LOUD });
    volume.gain.setValueAtTime(LOUD, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length;
  }
}

function tell(queue: BoardQueue, alarm: string): void {
  if (!document.hidden || !notifications.value || mayNotify() !== "granted") return;
  const words = text.board.alarmIn(queue.name, text.board.alarms[alarm] ?? alarm);
  const note = new Notification(words, { tag: `board-${queue.id}-${alarm}` });
  note.onclick = () => {
    window.focus();
    note.close();
  };
}

/** What began last, for those who hear the page instead of seeing it. */
export const latest = signal("");

/** Listen for alarms that begin; what stood when the page came is on the tile, and makes no noise. */
export function heed(): () => void {
  let before: ReadonlySet<string> | null = null;
  return effect(() => {
    const rows = queues.all();
    if (rows.length === 0) return;
    const standing = new Set(rows.flatMap((row) => row.alarms.map((alarm) => `${row.id} ${alarm}`)));
    const known = before;
    before = standing;
    if (!known) return;
    const begun = rows.flatMap((row) =>
      row.alarms.filter((alarm) => !known.has(`${row.id} ${alarm}`)).map((alarm) => [row, alarm] as const),
    );
    if (begun.length === 0) return;
    play();
    for (const [row, alarm] of begun) tell(row, alarm);
    latest.value = begun.map(([row, alarm]) => text.board.alarmIn(row.name, text.board.alarms[alarm] ?? alarm)).join(" ");
  });
}
