// The phone put together: its place on the network (station.ts), its calls (calls.ts decides, talk.ts
// carries one each), its sound. Everything that changes ends in `show`, which paints one picture for
// this tab and the others.

import { effect } from "@preact/signals";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRequest, OutgoingRequest } from "jssip/lib/SIPMessage";
import type { TransferRequest } from "../generated/messages";
import { api } from "../state/api";
import { byServer } from "../state/clock";
import { link, model } from "../state/link";
import { callOf, cardIdOf, here, NO_PHONE, phone, type Deed, type PhoneCall, use } from "../state/phone";
import { me } from "../state/session";
import { sounds } from "../state/settings";
import * as calls from "./calls";
import { headset, lookAtDevices } from "./headset";
import * as microphone from "./microphone";
import { Mixer } from "./mixer";
import { judge, UNKNOWN } from "./quality";
import * as ring from "./ring";
import { Station } from "./station";
import { Tabs } from "./tabs";
import { Talk } from "./talk";

const LOOK_MS = 2_000;
/** So long a broken talk is kept; nobody waits longer on a silent phone. */
const KEPT_MS = 60_000;
const BY_ITSELF_MS = 3_000;
const EXPECTED_MS = 30_000;
const FETCH_AGAIN_MS = 6_000;
const ECHO = "*43";

export class Phone {
  private readonly talks = new Map<string, Talk>();
  private calls: readonly PhoneCall[] = [];
  private readonly mending = new Map<string, ReturnType<typeof setTimeout>>();
  private muted = false;
  private mixer: Mixer | null = null;
  /** Calls that somebody here asked for, and until when; "" stands for the next one. */
  private readonly expected = new Map<string, number>();
  private began = 0;
  private readonly fetching = new Map<string, number>();
  private readonly station: Station;
  private readonly tabs: Tabs;
  private readonly ends: (() => void)[] = [];

  constructor(operator: string) {
    phone.value = { ...NO_PHONE, kind: "browser" };
    this.station = new Station({
      ready: () => this.isBack(),
      lost: () => this.talks.forEach((talk) => talk.lose()),
      newCall: (session, request, incoming) => this.newTalk(session, request, incoming),
      busy: () => this.calls.length > 0,
      changed: () => this.show(),
    });
    this.tabs = new Tabs(`ccengine.phone.${operator}`, {
      holds: () => this.begin(),
      shown: (picture) => (phone.value = picture),
      asked: (deed) => void this.perform(deed),
      picture: () => phone.value,
    });
    use((deed) => this.tabs.ask(deed));
  }

  private begin(): void {
    here.value = true;
    this.began = Date.now();
    this.station.begin();
    const looks = setInterval(() => void this.listenIn(), LOOK_MS);
    const touched = (): void => this.touched();
    const plugged = (): void => void lookAtDevices();
    addEventListener("pointerdown", touched);
    addEventListener("keydown", touched);
    navigator.mediaDevices?.addEventListener("devicechange", plugged);
    void microphone.watch(() => void microphone.prove());
    this.ends.push(
      () => clearInterval(looks),
      () => removeEventListener("pointerdown", touched),
      () => removeEventListener("keydown", touched),
      () => navigator.mediaDevices?.removeEventListener("devicechange", plugged),
      effect(() => this.cardsChanged()),
      effect(() => {
        void [microphone.microphone.value, ring.hushed.value];
        queueMicrotask(() => this.show());
      }),
      effect(() => {
        void headset.value;
        queueMicrotask(() => void this.otherDevices());
      }),
    );
  }

  close(): void {
    for (const end of this.ends.splice(0)) end();
    for (const talk of [...this.talks.values()]) talk.end();
    this.station.end();
    this.tabs.close();
    microphone.close();
    ring.stop();
    use(() => undefined);
    here.value = false;
    phone.value = NO_PHONE;
  }

  /** Registered (again): talks that went on without us hear where we are now. */
  private isBack(): void {
    for (const talk of this.talks.values()) talk.mend();
    if (microphone.microphone.value === "unknown") void microphone.prove();
    this.fetchBack();
  }

  private touched(): void {
    if (!ring.hushed.value) return;
    ring.hushed.value = false;
    ring.wake();
    for (const talk of this.talks.values()) talk.sound();
  }

  // The calls -------------------------------------------------------------------------------------

  private newTalk(session: RTCSession, request: IncomingRequest | OutgoingRequest, incoming: boolean): void {
    const talk: Talk = new Talk(session, request, incoming, {
      connected: () => this.hearsOf(talk.id, "connected"),
      held: (held) => this.change(talk.id, (call) => ({ ...call, held })),
      cut: () => this.isCut(talk),
      mended: () => this.isMended(talk),
      over: () => this.isOver(talk),
    });
    this.talks.set(talk.id, talk);
    const { id, call_id, number } = talk;
    const word = incoming ? "ringing" : "calling";
    this.calls = [...this.calls, { id, call_id, number, incoming, word, held: false, since: Date.now(), quality: UNKNOWN }];
    this.show();
    this.answerExpected();
  }

  private change(id: string, how: (call: PhoneCall) => PhoneCall): void {
    this.calls = this.calls.map((call) => (call.id === id ? how(call) : call));
    this.show();
  }

  private hearsOf(id: string, input: calls.CallInput): void {
    this.change(id, (call) => calls.move(call, input, Date.now()));
  }

  private isCut(talk: Talk): void {
    if (this.mending.has(talk.id)) return;
    this.hearsOf(talk.id, "cut");
    const since = Date.now();
    const tryToMend = (): void => {
      if (Date.now() - since > KEPT_MS) return talk.end();
      if (this.station.isReady) talk.mend();
      this.mending.set(talk.id, setTimeout(tryToMend, BY_ITSELF_MS));
    };
    this.mending.set(talk.id, setTimeout(tryToMend, BY_ITSELF_MS));
  }

  private isMended(talk: Talk): void {
    if (!this.mending.has(talk.id)) return;
    clearTimeout(this.mending.get(talk.id));
    this.mending.delete(talk.id);
    talk.before = undefined; // What was counted while it was broken says nothing of now.
    this.change(talk.id, (call) => ({ ...calls.move(call, "mended", Date.now()), quality: UNKNOWN }));
  }

  private isOver(talk: Talk): void {
    this.isMended(talk);
    this.talks.delete(talk.id);
    this.calls = this.calls.filter((call) => call.id !== talk.id);
    void this.carryOut(calls.afterOneLess(this.calls, this.mixer !== null));
    if (this.calls.every((call) => call.word === "ringing")) {
      this.muted = false;
      microphone.close();
    }
    this.show();
  }

  private async perform(deed: Deed): Promise<void> {
    if (deed.do === "mute" || deed.do === "unmute") this.mute(deed.do === "mute");
    else if (deed.do === "press") this.talks.get(deed.call)?.press(deed.keys);
    else if (deed.do === "expect") this.expect(deed.call_id);
    else if (deed.do === "look") await microphone.prove();
    else if (deed.do === "test") await this.callTheEcho();
    else await this.carryOut(calls.plan(this.calls, this.mixer !== null, deed));
    this.show();
  }

  private async carryOut(steps: readonly calls.Step[]): Promise<void> {
    for (const step of steps) {
      const talk = this.talks.get(step.call);
      if (step.do === "answer" && talk) await this.answer(talk);
      else if (step.do === "mix") await this.mix();
      else if (step.do === "unmix") await this.unmix();
      else if (step.do === "reject" || step.do === "end") talk?.end();
      else if (step.do === "hold") talk?.hold();
      else if (step.do === "resume") talk?.resume();
    }
  }

  private async answer(talk: Talk): Promise<void> {
    this.hearsOf(talk.id, "answered");
    try {
      const voice = await microphone.open();
      talk.answer(voice);
      talk.mute(this.muted);
    } catch {
      this.hearsOf(talk.id, "unanswered"); // It rings on; the picture says what is wrong with the microphone.
    }
  }

  private async callTheEcho(): Promise<void> {
    if (this.calls.length || !this.station.isReady) return;
    const microphoneOrNot = await microphone.open().catch(() => null);
    if (!microphoneOrNot) return; // The picture says what is wrong with it.
    const voice = Talk.voiceOf(microphoneOrNot);
    const id = this.station.call(ECHO, new MediaStream([voice]));
    this.talks.get(id)?.own(voice);
  }

  private mute(muted: boolean): void {
    this.muted = muted;
    if (this.mixer) this.mixer.mute(muted);
    else for (const talk of this.talks.values()) talk.mute(muted);
  }

  /** All three hear each other. While mixed, the operator's own voice is muted in the mixer. */
  private async mix(): Promise<void> {
    const both = [...this.talks.values()].filter((talk) => this.calls.some((call) => call.id === talk.id && call.word !== "ringing"));
    for (const talk of both) talk.mute(false);
    this.mixer = new Mixer(await microphone.open(), both, this.muted);
    for (const talk of both) await talk.send(this.mixer.track(talk.id));
  }

  private async unmix(): Promise<void> {
    const mixer = this.mixer;
    this.mixer = null;
    for (const talk of this.talks.values()) {
      await talk.send(null);
      talk.mute(this.muted);
    }
    mixer?.close();
  }

  // What was asked for answers by itself -----------------------------------------------------------

  private expect(call_id: string): void {
    this.expected.set(call_id, Date.now() + EXPECTED_MS);
    this.answerExpected();
  }

  /** The telephone system asks for it, and somebody here, or our engine's card, confirms it. */
  private mayAnswer(talk: Talk): boolean {
    const isExpected = (id: string): boolean => (this.expected.get(id) ?? 0) > Date.now();
    const id = talk.call_id || cardIdOf(talk.id);
    if (id && isExpected(id)) return true;
    const card = model.value.cards.find((one) => one.call_id === id);
    return talk.atOnce && (isExpected("") || card?.direction === "outbound");
  }

  private answerExpected(): void {
    for (const call of this.calls.filter((one) => one.word === "ringing")) {
      const talk = this.talks.get(call.id);
      if (!talk || !this.mayAnswer(talk)) continue;
      this.expected.delete("");
      this.expected.delete(talk.call_id);
      void this.perform({ do: "answer", call: call.id });
    }
  }

  private cardsChanged(): void {
    void [model.value, link.value];
    queueMicrotask(() => {
      this.answerExpected();
      this.fetchBack();
    });
  }

  /** A talk that began before this phone, and that it does not have: the page was loaded anew in the
   * middle of it, and the client hears nothing. He is passed to this very phone, which answers at once. */
  private fetchBack(): void {
    // The engine passes nobody on to a phone that it does not know to be there again.
    if (!this.station.isReady || link.value.state !== "live" || !model.value.status?.reachable) return;
    for (const card of model.value.cards) {
      if (card.state !== "talking" && card.state !== "held") continue;
      const asked = this.fetching.get(card.call_id) ?? 0;
      const older = card.since < byServer(this.began);
      if (!older || callOf(card) || Date.now() - asked < FETCH_AGAIN_MS) continue;
      this.fetching.set(card.call_id, Date.now());
      this.expect(card.call_id);
      const request: TransferRequest = { target: me(), how: "blind" };
      const soonAgain = (): void => void this.fetching.set(card.call_id, Date.now() - FETCH_AGAIN_MS + LOOK_MS);
      api("POST", `/calls/${card.call_id}/transfer`, request).catch(soonAgain);
    }
  }

  // What is heard ----------------------------------------------------------------------------------

  private async listenIn(): Promise<void> {
    this.fetchBack();
    for (const call of this.calls) {
      const talk = this.talks.get(call.id);
      if (!talk || call.word !== "talking" || call.held) continue;
      const now = await talk.listenIn().catch(() => undefined);
      if (!now) continue;
      const quality = judge(talk.before, now, this.muted || this.mixer !== null);
      talk.before = now;
      this.change(call.id, (one) => ({ ...one, quality }));
    }
  }

  /** The operator has chosen another headset. */
  private async otherDevices(): Promise<void> {
    for (const talk of this.talks.values()) talk.sound();
    if (this.talks.size === 0 || this.mixer) return;
    microphone.close();
    const voice = await microphone.open().catch(() => null);
    if (voice) for (const talk of this.talks.values()) await talk.revoice(voice);
  }

  private show(): void {
    if (!here.value) return;
    const rings = this.calls.some((call) => call.word === "ringing");
    if (rings && sounds.value) void ring.ring(this.calls.some((call) => call.word !== "ringing"));
    else ring.stop();
    phone.value = {
      kind: "browser",
      line: this.station.word,
      since: this.station.since,
      microphone: microphone.microphone.value,
      muted: this.muted,
      merged: this.mixer !== null,
      hushed: ring.hushed.value,
      calls: this.calls,
    };
    this.tabs.tell(phone.value);
  }
}
