// Two calls that hear each other. The page mixes: each side gets the operator's voice and what the
// other side says. Nobody else needs to know; for Asterisk these are two calls as before.

export interface Side {
  readonly id: string;
  readonly heard: MediaStream;
}

export class Mixer {
  private readonly context = new AudioContext();
  private readonly voice: GainNode;
  private readonly outs = new Map<string, MediaStreamAudioDestinationNode>();

  constructor(voice: MediaStream, sides: readonly Side[], muted: boolean) {
    this.voice = this.context.createGain();
    this.mute(muted);
    this.context.createMediaStreamSource(voice).connect(this.voice);
    const sources = sides.map((side) => ({ id: side.id, node: this.context.createMediaStreamSource(side.heard) }));
    for (const side of sides) {
      const out = this.context.createMediaStreamDestination();
      this.voice.connect(out);
      for (const source of sources) if (source.id !== side.id) source.node.connect(out);
      this.outs.set(side.id, out);
    }
    void this.context.resume();
  }

  /** What this side is to be sent. */
  track(id: string): MediaStreamTrack {
    return this.outs.get(id)!.stream.getAudioTracks()[0]!;
  }

  /** The operator is not heard; the two others still hear each other. */
  mute(muted: boolean): void {
    this.voice.gain.value = muted ? 0 : 1;
  }

  close(): void {
    void this.context.close();
  }
}
