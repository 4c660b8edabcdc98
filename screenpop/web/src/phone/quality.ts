// How a call sounds, in one word and with its reason, from two looks at the browser's counters.
// Pure. The limits are where people begin to complain: a lost packet in twenty is heard, and a
// sound that comes half a second late makes two people talk at once.

import type { Quality } from "../state/phone";

/** Counters of one call at one moment; those of the other side are what it reports to us. */
export interface Look {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
  /** Samples played, and those that had to be invented because nothing had come. */
  readonly played: number;
  readonly invented: number;
  readonly jitter_s: number;
  readonly trip_s: number;
  readonly sent: number;
  /** Of what we sent lately, the part that the other side misses (0 to 1). */
  readonly missed: number;
  /** The loudest that the microphone was, 0 to 1. */
  readonly voice: number;
}

const LOST = 0.05;
const INVENTED = 0.08;
const JITTER_S = 0.06;
const LATE_S = 0.5;

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

interface Rule {
  readonly word: Quality["word"];
  readonly why: string;
  holds(before: Look, now: Look, muted: boolean): boolean;
}

/** The first that holds is said: what hurts most stands first. */
const RULES: readonly Rule[] = [
  { word: "silent", why: "nothing_comes", holds: (a, b) => b.received === a.received },
  { word: "unheard", why: "nothing_goes", holds: (a, b) => b.sent === a.sent },
  { word: "unheard", why: "microphone_still", holds: (a, b, muted) => !muted && a.voice === 0 && b.voice === 0 },
  {
    word: "choppy",
    why: "lost_here",
    holds: (a, b) => share(b.lost - a.lost, b.lost - a.lost + b.received - a.received) > LOST,
  },
  { word: "choppy", why: "uneven", holds: (a, b) => share(b.invented - a.invented, b.played - a.played) > INVENTED },
  { word: "choppy", why: "lost_there", holds: (_, b) => b.missed > LOST },
  { word: "choppy", why: "uneven", holds: (_, b) => b.jitter_s > JITTER_S },
  { word: "choppy", why: "late", holds: (_, b) => b.trip_s > LATE_S },
];

export const UNKNOWN: Quality = { word: "unknown", why: "" };
const GOOD: Quality = { word: "good", why: "" };

export function judge(before: Look | undefined, now: Look, muted: boolean): Quality {
  if (!before) return UNKNOWN;
  const rule = RULES.find((one) => one.holds(before, now, muted));
  return rule ? { word: rule.word, why: rule.why } : GOOD;
}

type Counters = Readonly<Record<string, unknown>>;

/** The counters that matter, out of what `RTCPeerConnection.getStats` gives. */
export function look(report: Iterable<Counters>, at: number): Look {
  const found = new Map<string, Counters>();
  for (const counters of report) {
    const kind = String(counters.type);
    if (kind !== "candidate-pair" || counters.nominated === true) found.set(kind, counters);
  }
  const read = (kind: string, name: string): number => {
    const value = found.get(kind)?.[name];
    return typeof value === "number" ? value : 0;
  };
  return {
    at,
    received: read("inbound-rtp", "packetsReceived"),
    lost: read("inbound-rtp", "packetsLost"),
    played: read("inbound-rtp", "totalSamplesReceived"),
    invented: read("inbound-rtp", "concealedSamples"),
    jitter_s: read("inbound-rtp", "jitter"),
    trip_s: read("candidate-pair", "currentRoundTripTime"),
    sent: read("outbound-rtp", "packetsSent"),
    missed: read("remote-inbound-rtp", "fractionLost"),
    voice: read("media-source", "audioLevel"),
  };
}
