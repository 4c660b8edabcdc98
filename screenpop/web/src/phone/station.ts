// The phone's place on the network: it registers, comes back by itself, and says what is so. line.ts
// decides, wire.ts carries, JsSIP speaks; calls are the phone's business (phone.ts).

import { UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest, OutgoingRequest } from "jssip/lib/SIPMessage";
import type { RTCSessionEvent } from "jssip/lib/UA";
import type { BrowserPhone } from "../generated/messages";
import { api, ApiError } from "../state/api";
import type { LineWord } from "../state/phone";
import * as lines from "./line";
import { Wire } from "./wire";

export interface StationEars {
  /** Registered, for the first time or again. */
  ready(): void;
  /** The connection is gone, and with it whatever rang over it. */
  lost(): void;
  newCall(session: RTCSession, request: IncomingRequest | OutgoingRequest, incoming: boolean): void;
  /** Somebody talks: what we know must be enough, even where the server knows us no more. */
  busy(): boolean;
  changed(): void;
}

const REGISTERED_S = 90;
/** So long may nothing come in before it is asked whether the other side is there. */
const SILENCE_MS = 20_000;
const HEARTBEAT_MS = 5_000;
const GOODBYE_MS = 1_000;

export class Station {
  private line = lines.OFF;
  private access: BrowserPhone | null = null;
  private agent: UA | null = null;
  private wire: Wire | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly ends: (() => void)[] = [];

  private readonly deeds: Partial<Record<lines.LineState, () => void>> = {
    asking: () => void this.askForAccess(),
    opening: () => this.wire?.open(),
    ready: () => this.ears.ready(),
    waiting: () => this.waitAWhile(),
    off: () => this.leave(),
  };

  constructor(private readonly ears: StationEars) {}

  begin(): void {
    this.hears("begin");
    this.watchTheWorld();
  }

  end(): void {
    for (const end of this.ends.splice(0)) end();
    this.hears("end");
  }

  get isReady(): boolean {
    return this.line.state === "ready";
  }

  get word(): LineWord {
    return lines.inAWord(this.line);
  }

  get since(): number {
    return this.line.since;
  }

  /** Call a number of the house. */
  call(number: string, voice: MediaStream): string {
    if (!this.agent || !this.access) return "";
    const host = this.access.uri.slice(this.access.uri.indexOf("@") + 1);
    return this.agent.call(`sip:${encodeURIComponent(number)}@${host}`, { mediaStream: voice }).id;
  }

  private hears(input: lines.LineInput): void {
    const before = this.line.state;
    this.line = lines.move(this.line, input, Date.now());
    if (this.line.state !== before) {
      clearTimeout(this.again);
      this.deeds[this.line.state]?.();
    }
    this.ears.changed();
  }

  private async askForAccess(): Promise<void> {
    try {
      this.take(await api<BrowserPhone>("GET", "/me/phone"));
    } catch (problem) {
      // Without the API the last password may still be good; without a session only for who talks.
      const over = problem instanceof ApiError && !problem.temporary;
      if (!this.access || (over && !this.ears.busy())) return this.hears(over ? "refused" : "lost");
    }
    this.hears("given");
  }

  private take(told: BrowserPhone): void {
    const known = this.access;
    this.access = told;
    const same = known?.uri === told.uri && known.user === told.user && known.websocket === told.websocket;
    if (this.agent && same) this.agent.set("password", told.password);
    else this.makeAgent(told);
  }

  private makeAgent(access: BrowserPhone): void {
    this.agent?.stop();
    this.wire = new Wire(access.websocket, { opened: () => this.hears("opened"), lost: () => this.isLost() });
    const agent = new UA({
      sockets: this.wire,
      uri: access.uri,
      authorization_user: access.user,
      password: access.password,
      register_expires: REGISTERED_S,
      session_timers: false,
      user_agent: "ccengine",
      no_answer_timeout: 3600,
    });
    agent.on("registered", () => this.hears("registered"));
    agent.on("registrationFailed", ({ response }) => this.hears(response ? "refused" : "lost"));
    agent.on("newRTCSession", ({ session, request, originator }: RTCSessionEvent) => {
      this.ears.newCall(session, request, (originator as string) === "remote");
    });
    this.agent = agent;
    agent.start();
  }

  private waitAWhile(): void {
    this.wire?.fall();
    this.again = setTimeout(() => this.hears("again"), lines.patience(this.line, Math.random()));
  }

  private isLost(): void {
    this.ears.lost();
    this.hears("lost");
  }

  private leave(): void {
    const wire = this.wire;
    this.agent?.stop();
    this.agent = this.access = this.wire = null;
    setTimeout(() => wire?.disconnect(), GOODBYE_MS);
  }

  /** The network is back, the page was woken, or it was silent for long: is what we show still so? */
  private check(): void {
    if (this.line.state === "waiting") this.hears("again");
    if (!this.isReady || !this.wire) return;
    this.agent?.register();
    this.wire.mustAnswer();
  }

  private watchTheWorld(): void {
    const check = (): void => this.check();
    const seen = (): void => void (document.hidden || check());
    addEventListener("online", check);
    document.addEventListener("visibilitychange", seen);
    document.addEventListener("resume", check);
    let ticked = Date.now();
    const heartbeat = setInterval(() => {
      const slept = Date.now() - ticked > 3 * HEARTBEAT_MS;
      ticked = Date.now();
      if (slept || (this.isReady && (this.wire?.silence ?? 0) > SILENCE_MS)) check();
    }, HEARTBEAT_MS);
    this.ends.push(
      () => removeEventListener("online", check),
      () => document.removeEventListener("visibilitychange", seen),
      () => document.removeEventListener("resume", check),
      () => clearInterval(heartbeat),
    );
  }
}
