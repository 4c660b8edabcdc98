// The HTTP API: JSON there and back (or a file there), the CSRF token on every change, problems as one error type.

import type { FieldFault, Problem } from "../generated/messages";
import { text } from "../text";
import { apart } from "../text/pieces";

const PATIENCE_MS = 15_000;
/** A large file takes a while on the way and in the server. */
const FILE_PATIENCE_MS = 120_000;

let csrf = "";

export function useCsrf(token: string): void {
  csrf = token;
}

let refused: () => void = () => undefined;

/** Who wants to know that the server no longer knows us. */
export function whenRefused(listener: () => void): void {
  refused = listener;
}

/** `status` is 0 where there was no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What the problem says besides, for a page that can show it at its place. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** Waiting may help: the server, the network or PostgreSQL is away. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

export async function api<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  const file = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = file ? "application/octet-stream" : "application/json";
  const patience = file ? FILE_PATIENCE_MS : PATIENCE_MS;
  const request: RequestInit = { method, headers, signal: AbortSignal.timeout(patience) };
  if (body !== undefined) request.body = file ? body : JSON.stringify(body);
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, request);
  } catch (problem) {
    const late = problem instanceof DOMException && problem.name === "TimeoutError";
    throw new ApiError(0, late ? text.problem.slow : text.problem.unreachable);
  }
  if (answer.status === 401 && path !== "/login") refused();
  if (!answer.ok) throw await refusal(answer);
  return (answer.status === 204 ? undefined : await answer.json().catch(() => undefined)) as T;
}

async function refusal(answer: Response): Promise<ApiError> {
  try {
    const problem = (await answer.json()) as Partial<Problem> & Record<string, unknown>;
    const wrong = faults(problem).map(({ field, reason }) => `${field}: ${reason}`);
    const words = wrong.join("; ") || said(problem) || problem.title || text.problem.unknown(answer.status);
    return new ApiError(answer.status, words, problem);
  } catch {
    return new ApiError(answer.status, text.problem.unknown(answer.status));
  }
}

/** What is wrong with a field, in the page's language. */
export interface Fault {
  readonly field: string;
  readonly reason: string;
}

export const fault = ({ field, reason, template, names }: FieldFault): Fault => ({
  field,
  reason: said({ detail: reason, template, names }),
});

const faults = ({ errors = [] }: Partial<Problem>): readonly Fault[] => errors.map(fault);

/** Every field that was refused; none where it was something else. */
export const faultsIn = (problem: unknown): readonly Fault[] => (problem instanceof ApiError ? faults(problem.more) : []);

/** The server's own words, in the page's language where that has them. */
export function said({ detail = "", template = "", names = {} }: Partial<Problem>): string {
  const own = text.problems[template];
  return own ? own.replace(/\{(\w+)\}/g, (_, name: string) => apart(names[name] ?? "")) : detail;
}
