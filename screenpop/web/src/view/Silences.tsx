// What cannot be heard in a recording, and why: the stretches that were paused or off, or the rule
// that let nothing be recorded.

import type { CallDetail, CallRow, Reason, RecordingPause } from "../generated/messages";
import { said } from "../state/api";
import { sentence } from "../state/reasons";
import { session } from "../state/session";
import { text } from "../text";

export function Silences({ row, told }: { row: CallRow; told: CallDetail | null }) {
  if (row.recording === "not_recorded") return <p class="faint">{told && whyNot(told)}</p>;
  const began = told?.record?.answer ?? 0;
  return (
    <>
      {told?.recording_pauses?.map((pause) => (
        <p key={pause.start} class="faint">
          {stretch(pause, began)}
        </p>
      ))}
    </>
  );
}

/** What a rule said is known as data too, of everybody or of single operators (`apart`). */
interface Said {
  readonly why: string;
  readonly reasons?: readonly Reason[];
}

function whyNot({ recording, recording_rules }: CallDetail): string {
  const problem = recording?.problem ?? "";
  const decided: readonly Said[] = recording_rules.flatMap((one) => [one, ...Object.values(one.apart as Record<string, Said>)]);
  const rule = decided.find(({ why }) => why === problem);
  return rule ? sentence(rule.reasons ?? [], rule.why) : said({ detail: problem, template: problem });
}

function stretch(pause: RecordingPause, began: number): string {
  const from = text.clock(Math.max(0, pause.start - began));
  const to = pause.end === null ? "" : text.clock(Math.max(0, pause.end - began));
  return text.recording.silent(from, to, nameOf(pause.paused_by));
}

function nameOf(operator: string): string {
  return session.value?.colleagues.find((one) => one.id === operator)?.name ?? operator;
}
