// After the call: the words for how it went, those of its queue where that has its own.

import * as desk from "./desk";
import { draftOf, drafts, write, type Draft } from "./drafts";
import { session } from "./session";

export function resultsOf(draft: Draft): readonly string[] {
  const { queues, results } = session.value!;
  const own = queues.find((queue) => queue.id === draft.queue)?.results ?? [];
  return own.length > 0 ? own : results;
}

/** The note that the digits mean: that of the call in front, else the one left open longest. */
const inHand = (): Draft | undefined =>
  desk.front.value ? draftOf(desk.front.value.call_id) : drafts.value.find((draft) => !draft.sent);

/** The result with this digit; pressed again, none. */
export function chooseResult(digit: number): void {
  const draft = inHand();
  const result = draft && resultsOf(draft)[digit - 1];
  if (draft && result) write(draft.call_id, { result: draft.result === result ? "" : result });
}
