// Made by scripts/generate_types.py from screenpop/messages.py and the shapes of ccengine/api.
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
  readonly document_url: string;
  readonly report_url: string;
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

export interface Reason {
  readonly says: readonly string[];
  readonly names: Readonly<Record<string, string>>;
}

export interface ContactCard {
  readonly id: number;
  readonly name: string;
  readonly company: string;
  readonly owner: string;
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
  readonly reasons: readonly Reason[];
  readonly consulting: string;
  readonly listening: readonly string[];
  readonly candidates: readonly ClientCard[];
  readonly chosen: boolean;
  readonly contact: ContactCard | null;
  readonly recording: string;
  readonly recording_switchable: boolean;
  readonly recording_why: string;
  readonly recording_reasons: readonly Reason[];
}

export type OperatorStatus = "offline" | "available" | "ringing" | "busy" | "wrap_up" | "paused";

export interface StatusLine {
  readonly operator: string;
  readonly status: OperatorStatus;
  readonly reason: string;
  readonly since: number;
  readonly until: number;
  readonly extendable: boolean;
  readonly reachable: boolean;
  readonly away: number;
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

export interface HouseChanged {
  readonly type: "house";
}

export interface ParkedChanged {
  readonly type: "parked";
}

export interface FloorNote {
  readonly id: string;
  readonly at: number;
  readonly until: number;
  readonly by: string;
  readonly text: string;
}

export interface Noted {
  readonly type: "note";
  readonly note: FloorNote;
}

export interface Ping {
  readonly type: "ping";
  readonly at: number;
}

export interface BoardQueue {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  readonly waiting: number;
  readonly waits_since: number;
  readonly level_now: number | null;
  readonly level_today: number | null;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly asa_ms: number | null;
  readonly longest_ms: number;
  readonly callbacks: number;
  readonly logged_in: number;
  readonly available: number;
  readonly alarms: readonly string[];
  readonly alarm_waiting: number;
  readonly alarm_level: number;
}

export interface BoardOperator {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly department: string;
  readonly queues: readonly string[];
  readonly status: OperatorStatus;
  readonly reason: string;
  readonly since: number;
  readonly until: number;
  readonly reachable: boolean;
  readonly calls: readonly string[];
}

export type Phase = "system" | "waiting" | "ringing" | "talking" | "held" | "ended" | "sealed";

export type Direction = "inbound" | "outbound" | "internal";

export interface BoardCall {
  readonly id: string;
  readonly phase: Phase;
  readonly since: number;
  readonly start: number;
  readonly direction: Direction;
  readonly number: string;
  readonly withheld: boolean;
  readonly client: string;
  readonly company: string;
  readonly queue: string;
  readonly entered: number;
  readonly operators: readonly string[];
  readonly ringing: readonly string[];
  readonly recording: string;
  readonly listening: readonly string[];
}

export interface BoardTrunk {
  readonly id: string;
  readonly down: boolean;
  readonly calls: number;
}

export interface BoardOwed {
  readonly open: number;
  readonly oldest: number;
  readonly late: number;
}

export interface BoardHealth {
  readonly pbx: boolean;
  readonly pbx_since: number;
  readonly control: boolean;
  readonly database: boolean;
  readonly late_ms: number;
  readonly unwritten: number;
  readonly recordings: number;
  readonly dead_letters: number;
}

export interface BoardRows {
  readonly queues: readonly BoardQueue[];
  readonly operators: readonly BoardOperator[];
  readonly calls: readonly BoardCall[];
  readonly trunks: readonly BoardTrunk[];
  readonly owed: BoardOwed | null;
  readonly health: BoardHealth | null;
}

export interface BoardShown {
  readonly type: "board";
  readonly version: number;
  readonly at: number;
  readonly rows: BoardRows;
}

export interface BoardGone {
  readonly queues: readonly string[];
  readonly operators: readonly string[];
  readonly calls: readonly string[];
  readonly trunks: readonly string[];
}

export interface BoardChanged {
  readonly type: "board_changed";
  readonly version: number;
  readonly at: number;
  readonly rows: BoardRows;
  readonly gone: BoardGone;
}

export interface BoardRefused {
  readonly type: "board_refused";
  readonly why: string;
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

export interface Watch {
  readonly type: "watch";
  readonly what: string;
}

export interface Unwatch {
  readonly type: "unwatch";
  readonly what: string;
}

export interface User {
  readonly login: string;
  readonly role: string;
  readonly permissions: readonly string[];
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
  readonly department: string;
  readonly status: OperatorStatus;
}

export interface QueueEntry {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly results: readonly string[];
}

export interface PauseEntry {
  readonly id: string;
  readonly name: string;
  readonly limit_s: number;
}

export interface Session {
  readonly user: User;
  readonly csrf: string;
  readonly screenpop: ScreenpopAccess;
  readonly version: string;
  readonly zone: string;
  readonly colleagues: readonly Colleague[];
  readonly queues: readonly QueueEntry[];
  readonly pauses: readonly PauseEntry[];
  readonly results: readonly string[];
}

export interface LoginRequest {
  readonly login: string;
  readonly password: string;
}

export interface StatusRequest {
  readonly status: "available" | "paused" | "offline";
  readonly reason: string;
}

export interface PlaceCallRequest {
  readonly number: string;
  readonly operator?: string;
  readonly first?: "operator" | "client";
}

export interface CallPlaced {
  readonly call_id: string;
}

export interface NoteRequest {
  readonly note: string;
  readonly result: string;
}

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
  readonly next: string;
}

export interface CallFacts {
  readonly node: string;
  readonly revision: number;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly mark: Mark;
  readonly reason: string;
  readonly caller: string;
  readonly caller_e164: string;
  readonly withheld: boolean;
  readonly dialled: string;
  readonly queue: string;
  readonly client: string;
  readonly client_name: string;
  readonly company: string;
  readonly start: number;
  readonly answer: number | null;
  readonly end: number;
  readonly system_ms: number;
  readonly waiting_ms: number;
  readonly ringing_ms: number;
  readonly talking_ms: number;
  readonly held_ms: number;
  readonly talk_ms: number;
  readonly missed: boolean;
  readonly short: boolean;
  readonly after_hours: boolean;
}

export type Role = "first" | "transferee" | "conference" | "consult";

export interface CallPart {
  readonly operator: string;
  readonly operator_name: string;
  readonly role: Role;
  readonly start: number;
  readonly end: number;
  readonly talk_ms: number;
  readonly held_ms: number;
}

export type OfferResult = "answered" | "no_answer" | "declined" | "busy" | "unreachable" | "answered_elsewhere" | "caller_gone" | "withdrawn";

export interface CallOffer {
  readonly operator: string;
  readonly operator_name: string;
  readonly visit: number;
  readonly start: number;
  readonly end: number;
  readonly result: OfferResult;
}

export type VisitLeft = "answered" | "abandoned" | "timed_out" | "key_exit" | "empty" | "transferred" | "callback" | "withdrawn" | "pbx_lost";

export interface CallVisit {
  readonly position: number;
  readonly queue: string;
  readonly entered: number;
  readonly left: number;
  readonly how: VisitLeft;
  readonly wait_ms: number;
  readonly answered_by: string;
}

export interface ReasonShape {
  readonly says: readonly string[];
  readonly names: Readonly<Record<string, string>>;
}

export interface CallDecision {
  readonly step: number;
  readonly at: number;
  readonly kind: string;
  readonly targets: readonly string[];
  readonly seconds: number;
  readonly rule: string;
  readonly why: string;
  readonly reasons: readonly ReasonShape[];
  readonly inputs: unknown;
}

export interface CallNote {
  readonly operator: string;
  readonly operator_name: string;
  readonly at: number;
  readonly result: string;
  readonly note: string;
}

export type RecordingState = "on" | "off" | "paused";

export interface RecordingRequest {
  readonly state: RecordingState;
}

export interface RecordingRule {
  readonly at: number;
  readonly record: boolean;
  readonly announce: boolean;
  readonly switchable: boolean;
  readonly rule: string;
  readonly why: string;
  readonly reasons: readonly ReasonShape[];
  readonly apart: unknown;
  readonly consultation: boolean;
}

export interface RecordingPause {
  readonly start: number;
  readonly end: number | null;
  readonly kind: string;
  readonly paused_by: string;
  readonly resumed_by: string;
}

export interface CallRecording {
  readonly status: string;
  readonly problem: string;
  readonly media_type: string;
  readonly size: number;
  readonly length_ms: number;
  readonly expected_ms: number;
}

export interface CallDetail {
  readonly call_id: string;
  readonly record: CallFacts | null;
  readonly note: CallNote | null;
  readonly recording: CallRecording | null;
  readonly parts: readonly CallPart[];
  readonly offers: readonly CallOffer[];
  readonly visits: readonly CallVisit[];
  readonly decisions: readonly CallDecision[];
  readonly recording_rules: readonly RecordingRule[];
  readonly recording_pauses: readonly RecordingPause[];
}

export type Hearing = "listen" | "whisper" | "barge";

export interface Listener {
  readonly operator: string;
  readonly how: Hearing;
}

export interface LiveCall {
  readonly call_id: string;
  readonly phase: string;
  readonly direction: Direction;
  readonly start: number;
  readonly dialled: string;
  readonly queue: string;
  readonly client: string;
  readonly operators: readonly string[];
  readonly listeners: readonly Listener[];
}

export interface LiveOperator {
  readonly operator: string;
  readonly status: OperatorStatus;
  readonly reason: string;
  readonly since: number;
  readonly until: number;
  readonly extendable: boolean;
  readonly reachable: boolean;
  readonly away: number;
}

export interface Live {
  readonly calls: readonly LiveCall[];
  readonly operators: readonly LiveOperator[];
  readonly counters: Readonly<Record<string, number>>;
}

export interface PostponeRequest {
  readonly until: number;
  readonly reason: string;
}

export interface CloseRequest {
  readonly how: "spam" | "unreachable" | "supervisor";
  readonly reason: string;
}

export interface Attempt {
  readonly call_id: string;
  readonly at: number;
  readonly operator_name: string;
  readonly result: Outcome;
}

export interface ObligationRow {
  readonly id: number;
  readonly opened: number;
  readonly number: string;
  readonly client: string;
  readonly client_name: string;
  readonly company: string;
  readonly missed: number;
  readonly last_missed: number;
  readonly promised: string;
  readonly message: string;
  readonly responsible: string;
  readonly responsible_name: string;
  readonly queue: string;
  readonly queue_name: string;
  readonly callers: readonly string[];
  readonly claimed_by: string;
  readonly claimed_by_name: string;
  readonly claimed: number;
  readonly wake: number;
  readonly woken: boolean;
  readonly reminder: string;
  readonly due: number;
  readonly overdue: boolean;
  readonly escalated: number;
  readonly attempted: number;
  readonly attempts: readonly Attempt[];
  readonly waited_work_ms: number;
}

export interface WorklistHead {
  readonly at: number;
  readonly open: number;
  readonly claimed: number;
  readonly sleeping: number;
  readonly overdue: number;
  readonly mine: number;
  readonly withheld: number;
  readonly attempts_needed: number;
}

export interface Obligations {
  readonly obligations: readonly ObligationRow[];
  readonly next: string;
  readonly head: WorklistHead;
}

export interface FieldFault {
  readonly field: string;
  readonly reason: string;
  readonly template: string;
  readonly names: Readonly<Record<string, string>>;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly template?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldFault[];
  readonly limit?: string;
  readonly until?: number;
}

export interface ClientRequest {
  readonly name: string;
  readonly company?: string;
  readonly phones?: readonly string[];
  readonly country?: string;
  readonly responsible?: string;
  readonly deputy?: string;
  readonly language?: string;
  readonly priority?: number;
  readonly consent?: "" | "yes" | "no";
  readonly document_url?: string;
  readonly report_url?: string;
  readonly card?: Readonly<Record<string, string>>;
}

export interface ClientRecord {
  readonly id: string;
  readonly name: string;
  readonly company: string;
  readonly phones: readonly string[];
  readonly responsible: string;
  readonly deputy: string;
  readonly language: string;
  readonly priority: number;
  readonly consent: string;
  readonly document_url: string;
  readonly report_url: string;
  readonly card: Readonly<Record<string, string>>;
  readonly provisional: boolean;
}

export interface Clients {
  readonly clients: readonly ClientRecord[];
  readonly next: string;
}

export interface DoubleRow {
  readonly by: "number" | "name";
  readonly key: string;
  readonly count: number;
  readonly clients: readonly ClientRecord[];
}

export interface Doubles {
  readonly duplicates: readonly DoubleRow[];
  readonly next: string;
}

export interface MergeRequest {
  readonly into: string;
}

export interface ChooseRequest {
  readonly client?: string;
  readonly new?: ClientRequest;
}

export interface ContactLine {
  readonly value: string;
  readonly label: string;
}

export interface ContactRecord {
  readonly id: number;
  readonly book: "own" | "shared";
  readonly version: number;
  readonly favourite: boolean;
  readonly may_edit: boolean;
  readonly name: string;
  readonly company: string;
  readonly position: string;
  readonly phones: readonly ContactLine[];
  readonly emails: readonly ContactLine[];
  readonly groups: readonly string[];
  readonly note: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ContactLineRequest {
  readonly value?: string;
  readonly label?: string;
}

export interface ContactRequest {
  readonly book?: "own" | "shared";
  readonly version?: number;
  readonly name?: string;
  readonly company?: string;
  readonly position?: string;
  readonly phones?: readonly ContactLineRequest[];
  readonly emails?: readonly ContactLineRequest[];
  readonly groups?: readonly string[];
  readonly note?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface ContactList {
  readonly contacts: readonly ContactRecord[];
  readonly next: string;
  readonly writable: readonly ("own" | "shared")[];
}

export interface ContactDone {
  readonly change: number;
  readonly contact: ContactRecord | null;
}

export interface ContactGroup {
  readonly book: "own" | "shared";
  readonly name: string;
  readonly count: number;
}

export interface ContactGroups {
  readonly groups: readonly ContactGroup[];
}

export interface ContactDouble {
  readonly key: string;
  readonly count: number;
  readonly contacts: readonly ContactRecord[];
}

export interface ContactDoubles {
  readonly duplicates: readonly ContactDouble[];
  readonly next: string;
}

export interface ContactMergeRequest {
  readonly contacts: readonly number[];
}

export interface ContactChange {
  readonly id: number;
  readonly at: number;
  readonly login: string;
  readonly book: "own" | "shared";
  readonly what: "created" | "changed" | "deleted" | "merged" | "imported" | "undone";
  readonly shown: string;
  readonly count: number;
  readonly undone: boolean;
}

export interface ContactChanges {
  readonly changes: readonly ContactChange[];
  readonly next: string;
}

export interface ContactUndone {
  readonly change: number;
}

export interface ImportDifference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export interface ImportLine {
  readonly line: number;
  readonly what: "refused" | "changed" | "new" | "same";
  readonly shown: string;
  readonly faults: readonly FieldFault[];
  readonly differences: readonly ImportDifference[];
  readonly left_out: readonly string[];
  readonly no_numbers: readonly string[];
}

export interface ImportColumn {
  readonly name: string;
  readonly taken_for: string;
}

export interface ImportCounts {
  readonly refused: number;
  readonly changed: number;
  readonly new: number;
  readonly same: number;
}

export interface ContactImport {
  readonly form: "csv" | "vcard";
  readonly encoding: string;
  readonly columns: readonly ImportColumn[];
  readonly counts: ImportCounts;
  readonly lines: readonly ImportLine[];
  readonly change: number | null;
}

export interface ContactsQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly q?: string;
  readonly group?: string;
  readonly book?: "own" | "shared";
  readonly favourites?: "yes";
}

export interface BookQuery {
  readonly book: "own" | "shared";
}

export interface ContactDoublesQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly book: "own" | "shared";
  readonly by: "number" | "name";
}

export interface ExportQuery {
  readonly book: "own" | "shared";
  readonly form?: "csv" | "vcard3" | "vcard4";
  readonly group?: string;
}

export interface VersionQuery {
  readonly version: number;
}

export interface RuleWhen {
  readonly dialled?: readonly string[];
  readonly hours?: "" | "open" | "closed";
  readonly calendar?: string;
  readonly client?: "" | "known" | "unknown" | "withheld";
  readonly priority_from?: number;
  readonly languages?: readonly string[];
  readonly departments?: readonly string[];
}

export interface RuleEntry {
  readonly id: string;
  readonly kind: string;
  readonly name?: string;
  readonly target?: string;
  readonly seconds?: number;
  readonly attempts?: number;
  readonly most_waiting?: number;
  readonly when?: RuleWhen;
}

export interface RecordingRuleWhen {
  readonly queues?: readonly string[];
  readonly operators?: readonly string[];
  readonly dialled?: readonly string[];
  readonly directions?: readonly string[];
  readonly consent?: "" | "yes" | "no" | "unasked";
}

export interface RecordingRuleEntry {
  readonly id: string;
  readonly record: boolean;
  readonly name?: string;
  readonly share?: number;
  readonly announce?: boolean;
  readonly switchable?: boolean;
  readonly when?: RecordingRuleWhen;
}

export interface RuleCalendar {
  readonly zone: string;
  readonly week?: Readonly<Record<string, readonly string[]>>;
  readonly holidays?: readonly string[];
}

export interface RuleDocument {
  readonly calendars?: Readonly<Record<string, RuleCalendar>>;
  readonly rules?: readonly RuleEntry[];
  readonly recording?: readonly RecordingRuleEntry[];
}

export interface RulesVersion {
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly comment: string;
}

export interface RulesProblem {
  readonly place: string;
  readonly problem: string;
  readonly template: string;
  readonly names: Readonly<Record<string, string>>;
}

export interface Rules {
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly comment: string;
  readonly document: RuleDocument;
  readonly problems: readonly RulesProblem[];
}

export interface RulesVersions {
  readonly versions: readonly RulesVersion[];
}

export interface RulesPutRequest {
  readonly document: RuleDocument;
  readonly version?: number;
  readonly comment?: string;
}

export interface RulesCheckRequest {
  readonly document: RuleDocument;
}

export interface RulesChecked {
  readonly problems: readonly RulesProblem[];
}

export interface RulesRefused {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly template?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldFault[];
  readonly limit?: string;
  readonly until?: number;
  readonly problems: readonly RulesProblem[];
}

export interface DryRunRequest {
  readonly number: string;
  readonly dialled: string;
  readonly at?: number;
  readonly states?: Readonly<Record<string, string>>;
  readonly document?: RuleDocument;
}

export interface PlanStep {
  readonly kind: string;
  readonly targets: readonly string[];
  readonly seconds: number;
}

export interface RouteDecision {
  readonly step: PlanStep;
  readonly rest: readonly PlanStep[];
  readonly why: string;
  readonly reasons: readonly ReasonShape[];
  readonly rule: string;
}

export interface DryRunAnswer {
  readonly client: string;
  readonly client_name: string;
  readonly path: readonly RouteDecision[];
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

export interface RuleKind {
  readonly kind: string;
  readonly does: string;
  readonly target: string;
  readonly without: string;
  readonly takes: readonly string[];
  readonly default: string;
}

export interface RuleVocabulary {
  readonly kinds: readonly RuleKind[];
  readonly hours: readonly Choice[];
  readonly clients: readonly Choice[];
  readonly directions: readonly Choice[];
  readonly consents: readonly Choice[];
  readonly states: readonly string[];
  readonly numbers: readonly Choice[];
  readonly queues: readonly Choice[];
  readonly operators: readonly Choice[];
  readonly sounds: readonly string[];
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly departments: readonly Choice[];
}

export interface BrowserPhone {
  readonly kind: "browser";
  readonly extension: string;
  readonly user: string;
  readonly password: string;
  readonly uri: string;
  readonly websocket: string;
}

export interface DeskPhone {
  readonly kind: "desk";
  readonly extension: string;
}

export interface TransferRequest {
  readonly target: string;
  readonly how: "blind" | "attended";
}

export interface Passed {
  readonly name: string;
}

export interface ParkedRow {
  readonly call_id: string;
  readonly since: number;
  readonly until: number;
  readonly by: string;
  readonly by_name: string;
  readonly client: string;
  readonly company: string;
  readonly number: string;
}

export interface ParkedCalls {
  readonly parked: readonly ParkedRow[];
}

export interface TaskRow {
  readonly id: string;
  readonly text: string;
  readonly due: number;
  readonly made: number;
  readonly done: number;
  readonly call_id: string;
  readonly client: string;
  readonly client_name: string;
  readonly company: string;
  readonly number: string;
}

export interface TaskList {
  readonly tasks: readonly TaskRow[];
}

export interface TaskRequest {
  readonly text: string;
  readonly due: number;
  readonly call_id?: string;
}

export interface TaskDoneRequest {
  readonly done: boolean;
}

export interface DayCall {
  readonly call_id: string;
  readonly start: number;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly number: string;
  readonly withheld: boolean;
  readonly client_name: string;
  readonly company: string;
  readonly result: string;
  readonly note: string;
  readonly parts: number;
  readonly taken: boolean;
  readonly talk_ms: number;
  readonly held_ms: number;
  readonly wrap_up_ms: number;
  readonly not_answered: number;
}

export interface Figures {
  readonly taken: number;
  readonly talk_ms: number;
  readonly aht_ms: number | null;
  readonly not_answered: number;
  readonly occupancy: number | null;
}

export interface Day {
  readonly at: number;
  readonly since: number;
  readonly figures: Figures;
  readonly calls: readonly DayCall[];
  readonly obligations: readonly ObligationRow[];
  readonly tasks: readonly TaskRow[];
}

export interface Heard {
  readonly operator: string;
}

export interface MoveRequest {
  readonly target: string;
}

export type Moving = "withdrawn" | "transferred";

export interface MovedTo {
  readonly how: Moving;
}

export interface FloorNoteRequest {
  readonly text: string;
  readonly minutes?: number;
}

export interface FloorNoteSent {
  readonly id: string;
  readonly until: number;
}

export interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly types: readonly string[];
  readonly active: boolean;
  readonly created: number;
  readonly waiting: number;
  readonly dead: number;
  readonly problem: string;
}

export interface WebhookList {
  readonly webhooks: readonly Webhook[];
}

export interface NewWebhook {
  readonly url: string;
  readonly types?: readonly string[];
}

export interface MadeWebhook {
  readonly id: number;
  readonly secret: string;
}

export interface Switch {
  readonly active: boolean;
}

export interface DeadEvent {
  readonly id: string;
  readonly type: string;
  readonly call_id: string;
  readonly at: number;
  readonly died: number;
  readonly attempts: number;
  readonly problem: string;
}

export interface DeadEvents {
  readonly events: readonly DeadEvent[];
}

export interface Resent {
  readonly resent: number;
}

export interface TokenEntry {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created: number;
  readonly created_by: string;
  readonly expires: number;
  readonly last_used: number;
}

export interface TokenList {
  readonly tokens: readonly TokenEntry[];
}

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly days?: number;
}

export interface MadeToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created: number;
  readonly created_by: string;
  readonly expires: number;
  readonly last_used: number;
  readonly token: string;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly login: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly next: string;
}

export interface DepartmentFields {
  readonly name: string;
}

export interface OperatorFields {
  readonly name: string;
  readonly extension: string;
  readonly phone: "desk" | "browser";
  readonly department: string;
  readonly queues: readonly string[];
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly answer_url: string;
}

export interface QueueFields {
  readonly name: string;
  readonly department: string;
  readonly extension: string;
  readonly operators: readonly string[];
  readonly strategy: string;
  readonly ring_s: number;
  readonly wait_s: number;
  readonly wrap_up_s: number;
  readonly announce_s: number;
  readonly offers_callback: boolean;
  readonly recall_limit_s: number;
  readonly threshold_ms: number;
  readonly short_ms: number;
  readonly short_opens_obligation: boolean;
  readonly after_hours_opens_obligation: boolean;
  readonly results: readonly string[];
  readonly alarm_waiting: number;
  readonly alarm_level: number;
}

export interface NumberFields {
  readonly name: string;
  readonly queue: string;
  readonly hours: RuleCalendar;
  readonly ring_s: number;
  readonly static_route: readonly string[];
}

export interface PauseFields {
  readonly name: string;
  readonly limit_s: number;
}

export interface _Kept {
  readonly id: string;
  readonly version: number;
}

export interface HouseDepartment {
  readonly id: string;
  readonly version: number;
  readonly name: string;
}

export interface HouseOperator {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly extension: string;
  readonly phone: "desk" | "browser";
  readonly department: string;
  readonly queues: readonly string[];
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly answer_url: string;
}

export interface HouseQueue {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly department: string;
  readonly extension: string;
  readonly operators: readonly string[];
  readonly strategy: string;
  readonly ring_s: number;
  readonly wait_s: number;
  readonly wrap_up_s: number;
  readonly announce_s: number;
  readonly offers_callback: boolean;
  readonly recall_limit_s: number;
  readonly threshold_ms: number;
  readonly short_ms: number;
  readonly short_opens_obligation: boolean;
  readonly after_hours_opens_obligation: boolean;
  readonly results: readonly string[];
  readonly alarm_waiting: number;
  readonly alarm_level: number;
}

export interface HouseNumber {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly queue: string;
  readonly hours: RuleCalendar;
  readonly ring_s: number;
  readonly static_route: readonly string[];
}

export interface HousePause {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly limit_s: number;
}

export interface HouseResults {
  readonly results: readonly string[];
  readonly usual: readonly string[];
  readonly version: number;
}

export interface DiallingFields {
  readonly allowed: readonly string[];
  readonly per_hour: number;
  readonly at_once: number;
  readonly first: "operator" | "client";
}

export interface HouseDialling {
  readonly allowed: readonly string[];
  readonly per_hour: number;
  readonly at_once: number;
  readonly first: "operator" | "client";
  readonly version: number;
}

export interface PbxFollows {
  readonly state: "applied" | "pending" | "refused" | "by_hand";
  readonly detail: string;
  readonly at: number;
}

export interface HouseView {
  readonly version: number;
  readonly departments: readonly HouseDepartment[];
  readonly operators: readonly HouseOperator[];
  readonly queues: readonly HouseQueue[];
  readonly numbers: readonly HouseNumber[];
  readonly pauses: readonly HousePause[];
  readonly results: HouseResults;
  readonly dialling: HouseDialling;
  readonly pbx: PbxFollows;
}

export interface _Changed {
  readonly version: number;
}

export interface PutDepartment {
  readonly version: number;
  readonly name: string;
}

export interface PutOperator {
  readonly version: number;
  readonly name: string;
  readonly extension: string;
  readonly phone: "desk" | "browser";
  readonly department: string;
  readonly queues: readonly string[];
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly answer_url: string;
}

export interface PutQueue {
  readonly version: number;
  readonly name: string;
  readonly department: string;
  readonly extension: string;
  readonly operators: readonly string[];
  readonly strategy: string;
  readonly ring_s: number;
  readonly wait_s: number;
  readonly wrap_up_s: number;
  readonly announce_s: number;
  readonly offers_callback: boolean;
  readonly recall_limit_s: number;
  readonly threshold_ms: number;
  readonly short_ms: number;
  readonly short_opens_obligation: boolean;
  readonly after_hours_opens_obligation: boolean;
  readonly results: readonly string[];
  readonly alarm_waiting: number;
  readonly alarm_level: number;
}

export interface PutNumber {
  readonly version: number;
  readonly name: string;
  readonly queue: string;
  readonly hours: RuleCalendar;
  readonly ring_s: number;
  readonly static_route: readonly string[];
}

export interface PutPause {
  readonly version: number;
  readonly name: string;
  readonly limit_s: number;
}

export interface PlacePause {
  readonly before: string;
}

export interface PutResults {
  readonly version: number;
  readonly results: readonly string[];
}

export interface PutDialling {
  readonly version: number;
  readonly allowed: readonly string[];
  readonly per_hour: number;
  readonly at_once: number;
  readonly first: "operator" | "client";
}

export interface PreviewDialling {
  readonly allowed: readonly string[];
  readonly per_hour: number;
  readonly at_once: number;
  readonly first: "operator" | "client";
  readonly number: string;
}

export interface AllowedBeginning {
  readonly begin: string;
  readonly countries: readonly string[];
  readonly example: string;
}

export interface DiallingPreview {
  readonly beginnings: readonly AllowedBeginning[];
  readonly number: string;
  readonly called: "" | "inside" | "allowed" | "refused";
}

export interface DeskPhoneLogin {
  readonly server: string;
  readonly user: string;
  readonly password: string;
}

export interface OperatorRemovalQuery {
  readonly version: number;
  readonly heir?: string;
}

export interface HeldClients {
  readonly responsible: number;
  readonly deputy: number;
}

export interface LoginEntry {
  readonly name: string;
  readonly role: string;
  readonly operator: string;
  readonly operator_name: string;
  readonly locked: boolean;
  readonly waits: boolean;
  readonly link_until: number;
  readonly sessions: number;
  readonly created: number;
  readonly last_seen: number;
  readonly version: number;
}

export interface LoginList {
  readonly logins: readonly LoginEntry[];
  readonly roles: readonly string[];
}

export interface NewLogin {
  readonly name: string;
  readonly role: string;
  readonly operator?: string;
  readonly password?: string;
}

export interface ChangedLogin {
  readonly role: string;
  readonly operator: string;
  readonly locked: boolean;
  readonly version: number;
}

export interface NewPassword {
  readonly password: string;
}

export interface LoginLink {
  readonly path: string;
  readonly expires: number;
}

export interface Welcome {
  readonly secret: string;
  readonly password: string;
}

export interface Welcomed {
  readonly login: string;
}

export interface UnseenPop {
  readonly operator: string;
  readonly call_id: string;
  readonly start: number;
  readonly came: number;
  readonly shown: number;
}

export interface UnseenPops {
  readonly pops: readonly UnseenPop[];
}

export type ServerMessage = Snapshot | CardShown | CardWithdrawn | StatusChanged | ColleagueChanged | ObligationsChanged | HouseChanged | ParkedChanged | Noted | Ping | BoardShown | BoardChanged | BoardRefused;

export type BrowserMessage = Hello | Ack | Watch | Unwatch;
