// Made by scripts/generate_types.py from screenpop/messages.py and screenpop/shapes.py.
// Change those and run it again; a test holds this file against them.

export interface ClientCard {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly language: string;
  readonly responsible: string;
  readonly responsible_name: string;
  readonly responsible_status: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface LastCall {
  readonly call_id: string;
  readonly start: number;
  readonly direction: string;
  readonly outcome: string;
  readonly operator_name: string;
  readonly talk_ms: number;
  readonly note: string;
}

export interface OpenObligation {
  readonly id: number;
  readonly opened: number;
  readonly missed: number;
}

export interface Card {
  readonly call_id: string;
  readonly operator: string;
  readonly state: string;
  readonly direction: string;
  readonly caller: string;
  readonly withheld: boolean;
  readonly dialled: string;
  readonly queue: string;
  readonly why: string;
  readonly since: number;
  readonly client: ClientCard | null;
  readonly last_calls: readonly LastCall[];
  readonly obligation: OpenObligation | null;
  readonly consulting: string;
}

export type OperatorStatus = "offline" | "available" | "ringing" | "busy" | "wrap_up" | "paused";

export interface StatusLine {
  readonly operator: string;
  readonly status: OperatorStatus;
  readonly reason: string;
  readonly since: number;
}

export interface Snapshot {
  readonly type: "snapshot";
  readonly version: number;
  readonly at: number;
  readonly cards: readonly Card[];
  readonly status: StatusLine | null;
  readonly colleagues: readonly StatusLine[];
}

export interface CardShown {
  readonly type: "card";
  readonly version: number;
  readonly card: Card;
}

export interface CardWithdrawn {
  readonly type: "withdraw";
  readonly version: number;
  readonly call_id: string;
  readonly reason: string;
}

export interface StatusChanged {
  readonly type: "status";
  readonly version: number;
  readonly status: StatusLine;
}

export interface ColleagueChanged {
  readonly type: "colleague";
  readonly status: StatusLine;
}

export interface ObligationsChanged {
  readonly type: "obligations";
}

export interface Ping {
  readonly type: "ping";
  readonly at: number;
}

export interface Hello {
  readonly type: "hello";
  readonly token: string;
  readonly seen: number;
}

export interface Ack {
  readonly type: "ack";
  readonly call_id: string;
  readonly version: number;
}

export interface User {
  readonly login: string;
  readonly role: string;
  readonly operator: string;
  readonly name: string;
}

export interface ScreenpopAccess {
  readonly url: string;
  readonly token: string;
}

export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly status: OperatorStatus;
}

export interface QueueEntry {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
}

export interface Session {
  readonly user: User;
  readonly csrf: string;
  readonly screenpop: ScreenpopAccess;
  readonly version: string;
  readonly colleagues: readonly Colleague[];
  readonly queues: readonly QueueEntry[];
  readonly results: readonly string[];
}

export interface LoginRequest {
  readonly login: string;
  readonly password: string;
}

export interface PlaceCallRequest {
  readonly number: string;
}

export interface CallPlaced {
  readonly call_id: string;
}

export interface TransferRequest {
  readonly target: string;
  readonly how: "blind" | "attended";
}

export interface Passed {
  readonly name: string;
}

export interface NoteRequest {
  readonly note: string;
  readonly result: string;
}

export interface StatusRequest {
  readonly status: "available" | "paused" | "offline";
  readonly reason: string;
}

export interface CloseRequest {
  readonly how: "spam" | "unreachable" | "supervisor";
}

export type Direction = "inbound" | "outbound" | "internal";

export type Outcome = "answered" | "abandoned" | "no_answer" | "busy" | "declined" | "failed" | "unknown";

export type Mark = "observed" | "recovered" | "unknown";

export interface CallRow {
  readonly call_id: string;
  readonly start: number;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly mark: Mark;
  readonly number: string;
  readonly withheld: boolean;
  readonly client: string;
  readonly client_name: string;
  readonly company: string;
  readonly operator_name: string;
  readonly talk_ms: number;
  readonly result: string;
  readonly note: string;
  readonly recording: string;
}

export interface Calls {
  readonly calls: readonly CallRow[];
}

export interface ObligationRow {
  readonly id: number;
  readonly opened: number;
  readonly number: string;
  readonly client: string;
  readonly client_name: string;
  readonly company: string;
  readonly responsible: string;
  readonly responsible_name: string;
  readonly queue: string;
  readonly missed: number;
}

export interface Obligations {
  readonly obligations: readonly ObligationRow[];
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

export type ServerMessage = Snapshot | CardShown | CardWithdrawn | StatusChanged | ColleagueChanged | ObligationsChanged | Ping;

export type BrowserMessage = Hello | Ack;
