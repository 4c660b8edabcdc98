// The house under an administrator's hands: what is in force, and what he has changed and not saved yet.
// His changes lie in localStorage, entry by entry, so that neither a reload nor an expired session
// takes them away; the server says what is wrong with them, and who was quicker.

import { computed, signal } from "@preact/signals";
import type {
  HouseDepartment,
  HouseNumber,
  HouseOperator,
  HousePause,
  HouseQueue,
  HouseView,
  Live,
} from "../../generated/messages";
import { api, ApiError, type Fault, faultsIn } from "../../state/api";
import { attempt, notice } from "../../state/desk";
import { session } from "../../state/session";
import { text } from "../../text";
import type { By } from "../Moves";

const words = text.admin.house;

const LOOK_MS = 4_000;

export interface Kinds {
  readonly departments: HouseDepartment;
  readonly operators: HouseOperator;
  readonly queues: HouseQueue;
  readonly numbers: HouseNumber;
  readonly pauses: HousePause;
}
export type Kind = keyof Kinds;
export type Fields<K extends Kind> = Omit<Kinds[K], "id" | "version">;

/** `version`: of the entry that was changed; 0 is a new one, whose id is still being typed. */
export interface Draft<K extends Kind = Kind> {
  readonly id: string;
  readonly version: number;
  readonly fields: Fields<K>;
  readonly faults?: readonly Fault[];
}

export const view = signal<HouseView | null>(null);
const live = signal<Live | null>(null);
/** Which entry is open: operators/op101, or operators/ for the new one. */
export const opened = signal("");
/** Has just been opened as a new one: its first field is where the typing begins. */
export const arrived = signal("");
const drafts = signal<Readonly<Record<string, Draft>>>({});

export const NEW = "";
export const place = (kind: Kind, id: string): string => `${kind}/${id}`;

// Fetching, keeping --------------------------------------------------------------------------------

const key = (): string => `ccengine.house.${session.value?.user.login ?? ""}`;

export async function open(): Promise<void> {
  view.value = await api<HouseView>("GET", "/house");
  drafts.value = kept();
}

/** What others change, what the PBX has taken, and which calls there are, is seen without being asked for. */
export function follow(): () => void {
  const look = (): void => {
    if (document.visibilityState !== "visible") return;
    api<HouseView>("GET", "/house").then(arrive, () => undefined);
    api<Live>("GET", "/live").then(
      (now) => (live.value = now),
      () => (live.value = null),
    );
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}

/** Calls that a change of this entry touches at this moment, in words; empty where there are none. */
export function now(kind: Kind, id: string): string {
  const { calls = [], operators = [] } = live.value ?? {};
  if (kind === "queues") {
    const waiting = calls.filter((call) => call.queue === id && call.operators.length === 0).length;
    return waiting ? words.now.queues(waiting) : "";
  }
  if (kind === "numbers") {
    const count = calls.filter((call) => call.dialled === id).length;
    return count ? words.now.numbers(count) : "";
  }
  const status = kind === "operators" ? operators.find((one) => one.operator === id)?.status : undefined;
  return (status && words.now.operators[status]) ?? "";
}

function arrive(fresh: HouseView): void {
  if (!view.value || fresh.version >= view.value.version) view.value = fresh;
}

function kept(): Readonly<Record<string, Draft>> {
  try {
    const known = JSON.parse(localStorage.getItem(key()) ?? "{}") as Record<string, Draft>;
    return known && typeof known === "object" ? known : {};
  } catch {
    return {};
  }
}

function keep(place: string, draft: Draft | null): void {
  const { [place]: _, ...others } = drafts.value;
  drafts.value = draft ? { ...others, [place]: draft } : others;
  try {
    localStorage.setItem(key(), JSON.stringify(drafts.value));
  } catch {
    // A full or forbidden storage must not stop the work; the changes are still on the page.
  }
}

// Another tab of the same login writes: this one shows the same.
addEventListener("storage", (event) => {
  if (view.value && event.key === key()) drafts.value = kept();
});

export function forget(): void {
  view.value = live.value = null;
  drafts.value = {};
  opened.value = arrived.value = "";
}

// Reading ------------------------------------------------------------------------------------------

export const entries = <K extends Kind>(kind: K): readonly Kinds[K][] =>
  (view.value?.[kind] ?? []) as unknown as readonly Kinds[K][];

export const entryOf = <K extends Kind>(kind: K, id: string): Kinds[K] | undefined =>
  entries(kind).find((one) => one.id === id);

export const draftOf = <K extends Kind>(kind: K, id: string): Draft<K> | undefined =>
  drafts.value[place(kind, id)] as Draft<K> | undefined;

export const nameOf = (kind: Kind, id: string): string => entryOf(kind, id)?.name ?? id;

export const choices = (kind: Kind): readonly { id: string; name: string }[] =>
  entries(kind).map(({ id, name }) => ({ id, name }));

/** Entries that are gone while he was changing them, as he has them. */
export const lost = <K extends Kind>(kind: K): readonly Kinds[K][] =>
  Object.entries(drafts.value)
    .filter(([at, draft]) => at.startsWith(`${kind}/`) && draft.version > 0 && !entryOf(kind, draft.id))
    .map(([, draft]) => ({ ...draft.fields, id: draft.id, version: draft.version }) as unknown as Kinds[K]);

/** How many changes wait to be saved. */
export const unsaved = computed(() => Object.keys(drafts.value).length);

export function fieldsOf<K extends Kind>(entry: Kinds[K]): Fields<K> {
  const { id: _, version: __, ...fields } = entry;
  return fields as unknown as Fields<K>;
}

/** What differs from what is in force, by the names of its fields. */
export function changes<K extends Kind>(kind: K, id: string): readonly string[] {
  const [draft, known] = [draftOf(kind, id), entryOf(kind, id)];
  if (!draft) return [];
  const was = (known ? fieldsOf<K>(known) : {}) as Record<string, unknown>;
  return Object.entries(draft.fields)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name]))
    .map(([name]) => name);
}

/** Somebody was quicker: the entry is another than the one that was changed, or is gone. */
export const overtaken = (kind: Kind, id: string): boolean => {
  const draft = draftOf(kind, id);
  return Boolean(draft && draft.version && draft.version !== entryOf(kind, id)?.version);
};

// Changing -----------------------------------------------------------------------------------------

export function edit<K extends Kind>(kind: K, id: string, fields: Fields<K>, newId?: string): void {
  const draft = draftOf(kind, id);
  const known = entryOf(kind, id);
  const next: Draft<K> = {
    id: newId ?? draft?.id ?? id,
    version: draft?.version ?? known?.version ?? 0,
    fields,
    ...(draft?.faults ? { faults: draft.faults } : {}),
  };
  const same = known && known.version === next.version && JSON.stringify(fieldsOf<K>(known)) === JSON.stringify(fields);
  keep(place(kind, id), same ? null : (next as unknown as Draft));
}

export function begin<K extends Kind>(kind: K, fields: Fields<K>): void {
  if (!draftOf(kind, NEW)) edit(kind, NEW, fields, "");
  opened.value = arrived.value = place(kind, NEW);
}

export function discard(kind: Kind, id: string): void {
  keep(place(kind, id), null);
  if (id === NEW) opened.value = "";
}

/** What he has changed stays, and is now meant to follow what is in force. */
export function putOnTop(kind: Kind, id: string): void {
  const draft = draftOf(kind, id);
  if (draft) keep(place(kind, id), { ...draft, version: entryOf(kind, id)?.version ?? 0 } as unknown as Draft);
}

// Saving -------------------------------------------------------------------------------------------

/** False where it could not be done; its place, or the notice, then says why. */
export async function save(kind: Kind, id: string): Promise<boolean> {
  const draft = draftOf(kind, id);
  if (!draft) return true;
  const path = `/house/${kind}/${encodeURIComponent(draft.id)}`;
  const done = await attempt(place(kind, id), async () => {
    try {
      arrive(await api<HouseView>("PUT", path, { ...draft.fields, version: draft.version }));
    } catch (problem) {
      return refused(kind, id, problem);
    }
    keep(place(kind, id), null);
    opened.value = "";
    notice.value = { kind: "done", text: words.saved(draft.fields.name) };
  });
  return done && !draftOf(kind, id);
}

/** What stands in the way is shown at its place: the fields, or who was quicker. */
async function refused(kind: Kind, id: string, problem: unknown): Promise<void> {
  const [status, draft] = [problem instanceof ApiError ? problem.status : 0, draftOf(kind, id)];
  if (status === 422 && draft) {
    return keep(place(kind, id), { ...draft, faults: faultsIn(problem) } as unknown as Draft);
  }
  if (status === 409) arrive(await api<HouseView>("GET", "/house"));
  throw problem;
}

/** `heir`: the operator who gets this one's clients. */
export async function remove(kind: Kind, id: string, heir = ""): Promise<void> {
  const known = entryOf(kind, id);
  if (!known) return;
  const inherits = heir && `&heir=${encodeURIComponent(heir)}`;
  await attempt(`remove ${kind}/${id}`, async () => {
    arrive(await api<HouseView>("DELETE", `/house/${kind}/${encodeURIComponent(id)}?version=${known.version}${inherits}`));
    keep(place(kind, id), null);
    opened.value = "";
    notice.value = { kind: "done", text: words.removed(known.name) };
  });
}

/** One place up or down among its like, at once: an order is not typed, so there is nothing to save. */
export async function move(id: string, by: By): Promise<boolean> {
  const order = entries("pauses").map((one) => one.id);
  const to = order.indexOf(id) + by;
  if (to < 0 || to >= order.length) return false;
  return attempt(`move ${id}`, async () => {
    const before = order[by < 0 ? to : to + 1] ?? "";
    arrive(await api<HouseView>("PUT", `/house/pauses/${encodeURIComponent(id)}/place`, { before }));
    notice.value = { kind: "done", text: text.admin.rules.moved(to + 1, order.length) };
  });
}

// What there is one of ----------------------------------------------------------------------------------

/** The words for how a call went, and what operators may call. */
export type Alone = "results" | "dialling";

/** What is wrong where it could not be used; where it could not be done the notice says why. */
export async function saveAlone(kind: Alone, fields: object, heading: string): Promise<"saved" | readonly Fault[]> {
  let faults: readonly Fault[] = [];
  const done = await attempt(kind, async () => {
    try {
      arrive(await api<HouseView>("PUT", `/house/${kind}`, fields));
      notice.value = { kind: "done", text: words.saved(heading) };
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 409) arrive(await api<HouseView>("GET", "/house"));
      if (!(problem instanceof ApiError) || problem.status !== 422) throw problem;
      faults = faultsIn(problem);
    }
  });
  return done && faults.length === 0 ? "saved" : faults;
}
