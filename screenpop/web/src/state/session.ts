// Who is logged in. The session's cookie is the browser's business; this holds what came with it.

import { signal } from "@preact/signals";
import type { LoginRequest, Session } from "../generated/messages";
import { api, ApiError, useCsrf } from "./api";
import * as link from "./link";

/** `undefined`: not asked yet; `null`: nobody. */
export const session = signal<Session | null | undefined>(undefined);
/** Somebody was logged in and no longer is. */
export const expired = signal(false);

export const me = (): string => session.value?.user.operator ?? "";

export async function load(): Promise<Session | null> {
  try {
    return entered(await api<Session>("GET", "/session"));
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.status !== 401) throw problem;
    left(Boolean(session.value));
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

/** The server no longer knows us. */
export function left(unasked: boolean): void {
  link.close();
  useCsrf("");
  expired.value = unasked;
  session.value = null;
}

function entered(fresh: Session): Session {
  useCsrf(fresh.csrf);
  expired.value = false;
  session.value = fresh;
  return fresh;
}
