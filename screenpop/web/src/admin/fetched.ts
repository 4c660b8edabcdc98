// What a page reads: asked for when it opens, again when told to; what was last known stays while the
// server is away, with the reason in words.

import { useCallback, useEffect, useState } from "preact/hooks";
import { api, ApiError } from "../state/api";
import { left } from "../state/session";

export interface Fetched<T> {
  readonly value: T | null;
  readonly problem: string;
  readonly again: () => Promise<void>;
}

/** `everyMs`: 0 is once. */
export function useFetched<T>(path: string, everyMs = 0): Fetched<T> {
  const [state, setState] = useState<{ path: string; value: T | null; problem: string }>({ path, value: null, problem: "" });
  const again = useCallback(async () => {
    try {
      const value = await api<T>("GET", path);
      setState({ path, value, problem: "" });
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 401) left(true);
      else setState((known) => ({ ...known, problem: problem instanceof Error ? problem.message : String(problem) }));
    }
  }, [path]);
  useEffect(() => {
    void again();
    if (!everyMs) return;
    const timer = setInterval(() => void again(), everyMs);
    return () => clearInterval(timer);
  }, [again, everyMs]);
  return { value: state.path === path ? state.value : null, problem: state.problem, again };
}

/** What the server says to a field that it refuses; anything else is thrown on. */
export function refusal(problem: unknown): string {
  if (problem instanceof ApiError && [400, 409, 422].includes(problem.status)) return problem.message;
  throw problem;
}
