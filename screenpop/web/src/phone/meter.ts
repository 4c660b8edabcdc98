// How loud the microphone is, for the eye: ten looks a second while somebody looks.

import { signal } from "@preact/signals";

/** 0 to 1. */
export const level = signal(0);

const EVERY_MS = 100;
const FALL = 0.75;

export function listen(voice: MediaStream): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(voice).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    // From -60 dB (a silent room) to 0: people hear in steps like these.
    const loud = Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-9)) / 60));
    level.value = Math.max(loud, level.value * FALL);
  }, EVERY_MS);
  void context.resume();
  return () => {
    clearInterval(timer);
    void context.close();
    level.value = 0;
  };
}
