// To whom a call can be passed: colleagues with their present state, queues, and a typed number.

import type { StatusLine } from "../generated/messages";
import { model } from "./link";
import { me, session } from "./session";

export interface Target {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly kind: "colleague" | "queue" | "number";
  readonly line: Pick<StatusLine, "status" | "reason"> | null;
}

const FREE_FIRST = ["available", "wrap_up", "ringing", "busy", "paused", "offline"];
const SHOWN = 30;

export function targets(query: string): readonly Target[] {
  const wanted = query.trim().toLocaleLowerCase();
  const digits = wanted.replace(/[\s().-]/g, "");
  const found = [...colleagues(), ...queues()].filter(
    (target) => target.name.toLocaleLowerCase().includes(wanted) || (digits && target.extension.startsWith(digits)),
  );
  if (/^\+?\d{3,15}$/.test(digits) && !found.some((target) => target.extension === digits)) {
    found.push({ id: digits, name: digits, extension: "", kind: "number", line: null });
  }
  return found.slice(0, SHOWN);
}

function colleagues(): Target[] {
  const rank = (target: Target): number => FREE_FIRST.indexOf(target.line?.status ?? "offline");
  return session
    .value!.colleagues.filter((one) => one.id !== me())
    .map((one): Target => {
      const line = model.value.colleagues[one.id] ?? { status: one.status, reason: "" };
      return { id: one.id, name: one.name, extension: one.extension, kind: "colleague", line };
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function queues(): Target[] {
  return session.value!.queues.map((one) => ({ ...one, kind: "queue", line: null }));
}
