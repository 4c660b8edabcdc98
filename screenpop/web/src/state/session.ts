// Who is logged in. The session's cookie is the browser's business; this holds what came with it.

import { batch, signal } from "@preact/signals";
import type { LoginRequest, Session } from "../generated/messages";
import { liveIn } from "../text/format";
import { api, ApiError, useCsrf, whenRefused } from "./api";
import * as link from "./link";
import * as settings from "./settings";

/** `undefined`: not asked yet; `null`: nobody. */
export const session = signal<Session | null | undefined>(undefined);
/** Somebody was logged in and no longer is; `session` says who. */
export const expired = signal(false);

export const me = (): string => session.value?.user.operator ?? "";

export async function load(): Promise<Session | null> {
  try {
    return entered(await api<Session>("GET", "/session"));
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.status !== 401) throw problem;
    if (session.value === undefined) session.value = null;
    return null;
  }
}

/** With the API away (its database, say) the last token may still open the gateway: pops go on. */
export async function loadOrLast(): Promise<Session | null> {
  try {
    return await load();
  } catch {
    return session.value ?? null;
  }
}

export async function login(request: LoginRequest): Promise<void> {
  entered(await api<Session>("POST", "/login", request));
}

export async function logout(): Promise<void> {
  await api("POST", "/logout");
  left(false);
}

/** The server no longer knows us. Unasked, the page stays as it is, for logging in again over it. */
export function left(unasked: boolean): void {
  useCsrf("");
  if (unasked && session.value) {
    link.pause();
    expired.value = true;
    return;
  }
  link.close();
  expired.value = false;
  session.value = null;
}

function entered(fresh: Session): Session {
  const again = expired.value && fresh.user.login === session.value?.user.login;
  useCsrf(fresh.csrf);
  liveIn(fresh.zone);
  settings.openFor(fresh.user.login);
  batch(() => {
    session.value = fresh;
    expired.value = false;
  });
  if (again) link.resume();
  return fresh;
}

whenRefused(() => {
  if (session.value) left(true);
});
