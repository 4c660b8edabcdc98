// The line to the screen-pop gateway: keeps itself up, acknowledges what stands on the screen,
// and always knows how old its knowledge is.

import { signal } from "@preact/signals";
import type { BrowserMessage, Card, ServerMessage } from "../generated/messages";
import { heardTime } from "./clock";
import { apply, EMPTY, type Model } from "./model";

const BAD_TOKEN = 4401;
const SILENCE_MS = 25_000;
const FIRST_WAIT_MS = 400;
const LAST_WAIT_MS = 8_000;

export interface Access {
  readonly url: string;
  readonly token: string;
}

export type Link = { readonly state: "connecting" | "live" } | { readonly state: "lost"; readonly since: number };

export const model = signal<Model>(EMPTY);
export const link = signal<Link>({ state: "connecting" });

export interface Listener {
  /** A token that is good now; null when the session is over. */
  access(): Promise<Access | null>;
  changed(before: Model, message: ServerMessage): void;
}

let listener: Listener | null = null;
/** Who reads what is no part of the desk's own picture. */
const readers = new Set<(message: ServerMessage) => void>();
let socket: WebSocket | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT_MS;
let heard = 0;
let attempt = 0;

export function open(to: Listener): void {
  listener = to;
  void connect();
}

export function close(): void {
  listener = null;
  hangUp();
  model.value = EMPTY;
  link.value = { state: "connecting" };
}

/** Nobody may listen now; what was known stays on the screen. */
export function pause(): void {
  if (!listener) return;
  hangUp();
  if (link.value.state !== "lost") link.value = { state: "lost", since: heard || Date.now() };
}

/** He may again. */
export function resume(): void {
  wait = FIRST_WAIT_MS;
  if (listener) void connect();
}

function hangUp(): void {
  attempt += 1;
  clearTimeout(timer);
  const line = socket;
  socket = null;
  line?.close();
}

async function connect(): Promise<void> {
  clearTimeout(timer);
  const mine = ++attempt;
  let access: Access | null = null;
  try {
    access = (await listener?.access()) ?? null;
  } catch {
    if (mine === attempt) lost();
    return;
  }
  if (!access || !listener || mine !== attempt) return; // Logged out, or somebody was quicker.
  const line = new WebSocket(access.url);
  socket = line;
  heard = Date.now();
  line.onopen = () => say(line, { type: "hello", token: access.token, seen: model.value.version });
  line.onmessage = (event) => hear(line, JSON.parse(String(event.data)) as ServerMessage);
  line.onclose = (event) => {
    if (socket !== line) return;
    if (event.code === BAD_TOKEN) wait = Math.max(wait, 1_000);
    lost();
  };
}

function hear(line: WebSocket, message: ServerMessage): void {
  if (socket !== line) return;
  heard = Date.now();
  const before = model.value;
  try {
    model.value = apply(before, message);
  } catch {
    line.close(); // A change was missed; the snapshot of a new connection mends it.
    return;
  }
  if (message.type === "snapshot") {
    wait = FIRST_WAIT_MS;
    link.value = { state: "live" };
    for (const card of message.cards) acknowledge(line, card, message.version);
  }
  if (message.type === "card") acknowledge(line, message.card, message.version);
  if (message.type === "snapshot" || message.type === "ping") heardTime(message.at);
  listener?.changed(before, message);
  for (const reader of readers) reader(message);
}

/** Read along from now on; returns what ends it. */
export function read(reader: (message: ServerMessage) => void): () => void {
  readers.add(reader);
  return () => void readers.delete(reader);
}

/** Nothing where there is no line: whoever asks for something asks again when there is one. */
export function send(message: BrowserMessage): void {
  if (socket?.readyState === WebSocket.OPEN) say(socket, message);
}

/** Not before the page has had the chance to draw it. */
function acknowledge(line: WebSocket, card: Card, version: number): void {
  setTimeout(() => {
    if (line.readyState === WebSocket.OPEN) say(line, { type: "ack", call_id: card.call_id, version });
  });
}

function say(line: WebSocket, message: BrowserMessage): void {
  line.send(JSON.stringify(message));
}

function lost(): void {
  socket = null;
  if (!listener) return;
  if (link.value.state !== "lost") link.value = { state: "lost", since: heard || Date.now() };
  timer = setTimeout(() => void connect(), wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LAST_WAIT_MS);
}

/** The network is back, or the page was woken: look at once instead of waiting. */
function check(): void {
  if (!listener) return;
  if (socket && Date.now() - heard > SILENCE_MS) {
    const dead = socket;
    socket = null;
    dead.close();
    lost();
  }
  if (!socket && link.value.state === "lost") {
    wait = FIRST_WAIT_MS;
    void connect();
  }
}

addEventListener("online", check);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) check();
});
setInterval(() => {
  if (socket && Date.now() - heard > SILENCE_MS) check();
}, 5_000);
