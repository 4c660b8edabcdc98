// To whom a call can be passed: colleagues with their present state, queues, and a typed number.

import type { Card, StatusLine } from "../generated/messages";
import { model } from "./link";
import { me, session } from "./session";

export interface Target {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly department: string;
  readonly kind: "colleague" | "queue" | "number";
  /** He is responsible for the client: he comes first. */
  readonly responsible: boolean;
  readonly line: StatusLine | null;
}

const FREE_FIRST = ["available", "wrap_up", "ringing", "busy", "paused", "offline"];
const SHOWN = 30;

/** The state of a colleague now; nobody has told of those who have never been here. */
export const lineOf = (target: Target): StatusLine | null => model.value.colleagues[target.id] ?? target.line;

/** Nobody is sent to where no phone rings. */
export const mayGetIt = (target: Target): boolean => lineOf(target)?.reachable ?? true;

export function targets(query: string, card?: Card): readonly Target[] {
  const wanted = query.trim().toLocaleLowerCase();
  const digits = wanted.replace(/[\s().-]/g, "");
  const found = [...colleagues(card?.client?.responsible ?? ""), ...queues()].filter(
    (target) =>
      `${target.name}\n${target.department}`.toLocaleLowerCase().includes(wanted) ||
      (digits && target.extension.startsWith(digits)),
  );
  if (/^\+?\d{3,15}$/.test(digits) && !found.some((target) => target.extension === digits)) {
    const what = { extension: "", department: "", responsible: false, line: null };
    found.push({ ...what, id: digits, name: digits, kind: "number" });
  }
  return found.slice(0, SHOWN);
}

function colleagues(responsible: string): Target[] {
  const rank = ({ line, responsible: first }: Target): number =>
    first ? -1 : FREE_FIRST.indexOf(line?.status ?? "offline") + (line?.reachable === false ? FREE_FIRST.length : 0);
  return session
    .value!.colleagues.filter((one) => one.id !== me())
    .map((one): Target => {
      const { id, name, extension, department } = one;
      const line = model.value.colleagues[id] ?? null;
      return { id, name, extension, department, kind: "colleague", responsible: id === responsible, line };
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function queues(): Target[] {
  return session.value!.queues.map(({ id, name, extension }) => ({
    id,
    name,
    extension,
    department: "",
    kind: "queue",
    responsible: false,
    line: null,
  }));
}
