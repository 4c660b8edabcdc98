// The rules: the book on the left, what becomes of it on the right (the draft, trying it out, versions).

import { useEffect, useState } from "preact/hooks";
import type { RuleEntry, RuleVocabulary } from "../generated/messages";
import { ApiError } from "../state/api";
import { isAdmin } from "../state/place";
import { left } from "../state/session";
import { text } from "../text";
import * as book from "./book";
import { Calendars } from "./Calendars";
import { DraftState } from "./DraftState";
import { DryRun } from "./DryRun";
import { EntryList } from "./EntryList";
import { RecordingForm } from "./RecordingForm";
import { RuleForm } from "./RuleForm";
import { recordingSentence, sentence } from "./say";
import { Versions } from "./Versions";

const words = text.admin;

export function RulesPage() {
  const [problem, setProblem] = useState("");
  function open(): void {
    setProblem("");
    book.open().catch((refusal: unknown) => {
      if (refusal instanceof ApiError && refusal.status === 401) left(true);
      else setProblem(refusal instanceof Error ? refusal.message : String(refusal));
    });
  }
  useEffect(() => {
    open();
    return book.forget;
  }, []);
  const known = book.vocabulary.value;
  if (!known || !book.inForce.value) {
    return (
      <p class="faint" role="status">
        {problem || words.loading} {problem && <button onClick={open}>{words.again}</button>}
      </p>
    );
  }
  return (
    <div class="rules-page">
      <div class="book">
        <Rules known={known} />
        <Recording known={known} />
        <Calendars />
      </div>
      <div class="beside">
        <DraftState known={known} />
        <DryRun known={known} />
        <Versions />
      </div>
      <p class="unseen" role="status">
        {book.told.value}
      </p>
    </div>
  );
}

function Rules({ known }: { known: RuleVocabulary }) {
  const rules = book.entries("rules");
  return (
    <section class="panel admin-section rules" aria-labelledby="rules-heading">
      <h2 id="rules-heading">{words.rules.heading}</h2>
      <p class="faint">{isAdmin() ? words.rules.about : `${words.rules.about} ${words.rules.readOnly}`}</p>
      {isAdmin() && (
        <p class="add-line">
          <button onClick={() => book.insert("rules", placeOfNew(rules), fresh(known))}>
            {placeOfNew(rules) ? words.rules.addAbove : words.rules.add}
          </button>
          <span class="faint hint">{words.rules.reorderHint}</span>
        </p>
      )}
      {rules.length === 0 && <p class="faint empty-line">{words.rules.empty}</p>}
      <EntryList
        list="rules"
        entries={rules}
        sentence={(rule) => sentence(rule, known)}
        form={(rule, at) => <RuleForm rule={rule} at={at} known={known} />}
      />
    </section>
  );
}

/** Above the one that is open; else on top, since what is special comes before what is usual. */
const placeOfNew = (rules: readonly RuleEntry[]): number =>
  Math.max(0, rules.findIndex((rule) => book.opened.value === `rules/${rule.id}`));

function fresh(known: RuleVocabulary): RuleEntry {
  const kind = known.kinds.find((one) => one.kind === "queue") ?? known.kinds[0]!;
  return { id: book.freshId("rules", kind.kind), kind: kind.kind };
}

function Recording({ known }: { known: RuleVocabulary }) {
  const rules = book.entries("recording");
  return (
    <section class="panel admin-section recording" aria-labelledby="recording-heading">
      <h2 id="recording-heading">{words.recording.heading}</h2>
      <p class="faint">{words.recording.about}</p>
      {isAdmin() && (
        <p class="add-line">
          <button onClick={() => book.insert("recording", 0, { id: book.freshId("recording", "recording"), record: true })}>
            {words.rules.add}
          </button>
        </p>
      )}
      {rules.length === 0 && <p class="faint empty-line">{words.recording.empty}</p>}
      <EntryList
        list="recording"
        entries={rules}
        sentence={(rule) => recordingSentence(rule, known)}
        form={(rule, at) => <RecordingForm rule={rule} at={at} known={known} />}
      />
    </section>
  );
}
