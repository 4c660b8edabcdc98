// The websocket that JsSIP speaks through. JsSIP would reconnect by itself, in whole seconds and
// without looking at the network or the page's sleep; here the phone's line (line.ts) decides when
// to open it, and JsSIP only hears of it. What it asks for itself is therefore not done.

export interface WireEars {
  opened(): void;
  lost(): void;
}

/** How long an open may take, and how long the other side may be silent after a question. */
const OPEN_MS = 6_000;
const ANSWER_MS = 4_000;

export class Wire {
  via_transport = "WS";
  readonly sip_uri: string;

  // JsSIP's ears; it sets them when it connects.
  onconnect: () => void = () => undefined;
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => undefined;
  ondata: <T>(data: T) => void = () => undefined;

  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heard = 0;

  constructor(
    readonly url: string,
    private readonly ears: WireEars,
  ) {
    const { protocol, host } = new URL(url);
    this.via_transport = protocol === "wss:" ? "WSS" : "WS";
    this.sip_uri = `sip:${host};transport=ws`;
  }

  connect(): void {
    // Not when JsSIP wants it, but when the line says so: open().
  }

  disconnect(): void {
    this.shut();
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (!this.isConnected()) return false;
    this.socket!.send(message as string);
    return true;
  }

  isConnected(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.socket?.readyState === WebSocket.CONNECTING;
  }

  open(): void {
    this.shut();
    const socket = new WebSocket(this.url, "sip");
    this.socket = socket;
    this.after(OPEN_MS, () => this.fall());
    socket.onopen = () => {
      clearTimeout(this.timer);
      this.heard = Date.now();
      this.ears.opened();
      this.onconnect();
    };
    socket.onmessage = (event) => {
      this.heard = Date.now();
      this.ondata(event.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.fall();
    };
  }

  /** A question has just been sent: the connection is dead when nothing at all comes back. */
  mustAnswer(): void {
    const asked = Date.now();
    this.after(ANSWER_MS, () => {
      if (this.heard < asked) this.fall();
    });
  }

  /** How long nothing has come in. */
  get silence(): number {
    return Date.now() - this.heard;
  }

  private after(ms: number, then: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }

  /** Give the connection up, and say so. */
  fall(): void {
    const was = this.socket !== null;
    this.shut();
    if (!was) return;
    this.ondisconnect(true);
    this.ears.lost();
  }

  private shut(): void {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
