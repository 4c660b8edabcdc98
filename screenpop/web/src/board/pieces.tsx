// Small parts of the board. What ticks is a text of its own: once a second it is written anew where it
// has changed, and nothing around it is looked at.

import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { text } from "../text";
import { count } from "../text/format";
import { seen } from "./watch";

/** How long ago, as a running clock. */
export function Clock({ since, class: name = "clock" }: { since: number; class?: string }) {
  const words = useMemo(() => computed(() => text.clock(seen.value - since)), [since]);
  return <span class={name}>{words}</span>;
}

/** How long ago, in words. */
export function Ago({ since, say }: { since: number; say: (age: string) => string }) {
  const words = useMemo(() => computed(() => say(text.age(seen.value - since))), [since, say]);
  return <>{words}</>;
}

/** The time until then; once it is over, that it is. */
export function Until({ at }: { at: number }) {
  const words = useMemo(
    () =>
      computed(() => (seen.value <= at ? text.board.operator.left(text.clock(at - seen.value)) : text.board.operator.tooLong)),
    [at],
  );
  const late = useMemo(() => computed(() => (seen.value <= at ? "until" : "until late")), [at]);
  return <span class={late}>{words}</span>;
}

/** A ratio as people read it; nothing to divide by is no number. */
export const percent = (ratio: number | null): string => (ratio === null ? "–" : `${count(Math.round(ratio * 100))}%`);
