// Why something was decided, in the reader's language: the server sends phrases by name.

import type { Reason } from "../generated/messages";
import { text } from "../text";
import { apart, byCode } from "../text/pieces";

/** One sentence. `why` is the server's own, for what was decided before reasons were kept, and for
 * phrases that this page does not know yet. */
export function sentence(reasons: readonly Reason[], why: string): string {
  const parts = reasons.map(part);
  if (!parts.length || parts.includes("")) return why;
  const whole = parts.join("; ");
  return `${whole.charAt(0).toLocaleUpperCase()}${whole.slice(1)}.`;
}

function part({ says, names }: Reason): string {
  const phrases = says.map((name) => byCode(text.reasons)[name]);
  if (phrases.includes(undefined)) return "";
  return phrases.join(" ").replace(/\{(\w+)\}/g, (_, name: string) => apart(names[name] ?? ""));
}
