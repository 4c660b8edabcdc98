// One call as JsSIP carries it, and its sound. What it becomes is told to the phone, which keeps the
// picture; what is done to it is one method each.
//
// JsSIP ends a call as soon as a packet's way is broken or a request stays without an answer. People
// would rather wait: those ends are held back here, and the call is mended when the line is back.

import { C } from "jssip";
import type { IncomingRequest, OutgoingRequest } from "jssip/lib/SIPMessage";
import type { RTCSession, TerminateOptions } from "jssip/lib/RTCSession";
import { chosen } from "./headset";
import { look, type Look } from "./quality";
import { hushed } from "./ring";

const { causes, DTMF_TRANSPORT } = C;
const HELD_BACK: ReadonlySet<string> = new Set([
  causes.RTP_TIMEOUT,
  causes.CONNECTION_ERROR,
  causes.REQUEST_TIMEOUT,
  causes.WEBRTC_ERROR,
]);

/** Declined by a person, and not only here: the caller goes on along his route. */
const DECLINE = 603;
/** Sound finds its way. */
const FLOWS: ReadonlySet<RTCIceConnectionState> = new Set(["connected", "completed"]);
const AGAIN_MS = 1_500;

export interface TalkEars {
  connected(): void;
  held(held: boolean): void;
  cut(): void;
  mended(): void;
  over(): void;
}

const hasGone = (session: RTCSession): boolean => session.isEnded();

export class Talk {
  readonly id: string;
  readonly call_id: string;
  readonly number: string;
  readonly incoming: boolean;
  /** The telephone system says that somebody of ours asked for this call. */
  readonly atOnce: boolean;
  readonly heard = new MediaStream();
  before: Look | undefined;
  private voice: MediaStreamTrack | null = null;
  private readonly ear = new Audio();
  private readonly finish: (options?: TerminateOptions) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: RTCSession,
    request: IncomingRequest | OutgoingRequest,
    incoming: boolean,
    private readonly ears: TalkEars,
  ) {
    this.id = session.id;
    this.incoming = incoming;
    const said = (name: string): string => (incoming ? ((request as IncomingRequest).getHeader(name) ?? "") : "");
    this.call_id = said("X-CC-Call");
    this.atOnce = said("X-CC-Answer") === "now";
    this.number = session.remote_identity.uri.user;
    this.finish = session.terminate.bind(session);
    session.terminate = (options) => {
      if (session.isEstablished() && HELD_BACK.has(options?.cause ?? "")) this.ears.cut();
      else this.finish(options);
    };
    this.listen();
  }

  private listen(): void {
    const { session, ears } = this;
    session.on("peerconnection", ({ peerconnection }) => this.hearOn(peerconnection));
    if (session.connection) this.hearOn(session.connection);
    session.on("icecandidate", ({ ready }) => ready());
    session.on("confirmed", () => ears.connected());
    session.on("hold", ({ originator }) => void (originator === "local" && this.isHeld(true)));
    session.on("unhold", ({ originator }) => void (originator === "local" && this.isHeld(false)));
    session.on("ended", () => this.over());
    session.on("failed", () => this.over());
  }

  private hearOn(connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track }) => {
      this.heard.addTrack(track);
      this.ear.srcObject = this.heard;
      this.sound();
    });
    connection.addEventListener("iceconnectionstatechange", () => {
      const state = connection.iceConnectionState;
      if (state === "disconnected") this.ears.cut();
      if (FLOWS.has(state)) this.ears.mended();
    });
  }

  /** Asterisk plays music to whom we hold, and still sends us what he says: nobody is to hear that. */
  private isHeld(held: boolean): void {
    for (const track of this.heard.getTracks()) track.enabled = !held;
    this.ears.held(held);
  }

  private over(): void {
    clearTimeout(this.timer);
    this.voice?.stop();
    this.ear.srcObject = null;
    this.ears.over();
  }

  /** Let it be heard, on the speaker that was chosen. */
  sound(): void {
    const ear = this.ear as HTMLAudioElement & { setSinkId?(id: string): Promise<void> };
    void ear.setSinkId?.(chosen("speaker")).catch(() => undefined);
    ear.play().then(
      () => (hushed.value = false),
      (problem: unknown) => {
        if (problem instanceof DOMException && problem.name === "NotAllowedError") hushed.value = true;
      },
    );
  }

  /** A track of a call's own: what holds or mutes it touches no other call. */
  static voiceOf(microphone: MediaStream): MediaStreamTrack {
    return microphone.getAudioTracks()[0]!.clone();
  }

  own(voice: MediaStreamTrack): void {
    this.voice = voice;
  }

  answer(microphone: MediaStream): void {
    this.own(Talk.voiceOf(microphone));
    this.session.answer({ mediaStream: new MediaStream([this.voice!]) });
  }

  end(): void {
    if (!hasGone(this.session)) this.finish(this.session.isInProgress() && this.incoming ? { status_code: DECLINE } : {});
  }

  /** The connection is gone while it rang: Asterisk knows as little of this ringing as the caller. */
  lose(): void {
    if (this.session.isInProgress() && !hasGone(this.session)) this.finish();
  }

  hold(): void {
    this.whenReady(() => this.session.hold());
  }

  resume(): void {
    this.whenReady(() => this.session.unhold());
  }

  mute(muted: boolean): void {
    if (muted) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
  }

  press(keys: string): void {
    this.session.sendDTMF(keys, { transportType: DTMF_TRANSPORT.RFC2833, duration: 120, interToneGap: 80 });
  }

  /** Tell Asterisk where we are now, over the new connection, and find a new way for the sound. */
  mend(): void {
    if (!this.session.isEstablished()) return;
    const broken = !FLOWS.has(this.session.connection.iceConnectionState);
    this.whenReady(() =>
      this.session.renegotiate({ rtcOfferConstraints: { iceRestart: broken } }, () => {
        if (FLOWS.has(this.session.connection.iceConnectionState)) this.ears.mended();
      }),
    );
  }

  /** While one offer is under way no other can be made: try again a little later. */
  private whenReady(offer: () => boolean): void {
    clearTimeout(this.timer);
    if (!hasGone(this.session) && !offer()) this.timer = setTimeout(() => this.whenReady(offer), AGAIN_MS);
  }

  /** Send this sound from now on; null: the operator's own voice. */
  async send(track: MediaStreamTrack | null): Promise<void> {
    await this.sender()?.replaceTrack(track ?? this.voice);
  }

  /** Another microphone. */
  async revoice(microphone: MediaStream): Promise<void> {
    const old = this.voice;
    const fresh = Talk.voiceOf(microphone);
    fresh.enabled = old?.enabled ?? true;
    this.own(fresh);
    await this.send(null);
    old?.stop();
  }

  private sender(): RTCRtpSender | undefined {
    return this.session.connection?.getSenders().find((one) => one.track?.kind === "audio");
  }

  async listenIn(): Promise<Look | undefined> {
    if (!this.session.connection) return undefined;
    const report = await this.session.connection.getStats();
    return look([...report.values()] as Record<string, unknown>[], Date.now());
  }
}
