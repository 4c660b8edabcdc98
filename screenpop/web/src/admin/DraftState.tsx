// What is in force, what the draft changes in it, what is wrong with the draft, and the way into force.

import { useState } from "preact/hooks";
import type { RuleDocument, RuleVocabulary } from "../generated/messages";
import { busy } from "../state/desk";
import { isAdmin } from "../state/place";
import { text } from "../text";
import * as book from "./book";
import { Text, Wrong } from "./fields";
import { lines } from "./say";
import { Sure } from "./Sure";

const words = text.admin;

const LONGEST_COMMENT = 500;

export function DraftState({ known }: { known: RuleVocabulary }) {
  const rules = book.inForce.value!;
  const drafting = book.draft.value && isAdmin();
  return (
    <section class="panel admin-section draft" aria-labelledby="draft-heading">
      <h2 id="draft-heading">{drafting ? words.draft.heading : words.draft.headingInForce}</h2>
      <p class={drafting ? "faint" : ""}>
        {words.draft.inForce(rules.version, rules.by, words.stamp(rules.at))}
        {rules.comment && <span class="faint"> {words.draft.comment(rules.comment)}</span>}
      </p>
      {drafting ? <Draft known={known} /> : <StaleRules />}
    </section>
  );
}

/** Rules that made sense when they were written may name who has left since. */
function StaleRules() {
  const problems = book.problems.value;
  if (problems.length === 0) return null;
  return (
    <>
      <p class="problem">{words.draft.staleProblems(problems.length)}</p>
      <Wrong problems={problems} within="" />
    </>
  );
}

function Draft({ known }: { known: RuleVocabulary }) {
  const [comment, setComment] = useState("");
  const { base, document } = book.draft.value!;
  const ready = book.checked.value === "yes" && book.problems.value.length === 0 && !book.overtaken.value;
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (ready && (await book.save(comment.trim()))) setComment("");
  }
  return (
    <form onSubmit={(event) => void save(event)}>
      <p>
        <strong>{words.draft.changed(base)}</strong> {words.draft.kept}
      </p>
      <Differences was={book.inForce.value!.document} is={document} known={known} />
      {book.overtaken.value && <Overtaken />}
      <p class={book.problems.value.length ? "problem checked" : "checked"} role="status">
        {verdict()}
      </p>
      <Text label={words.draft.why} most={LONGEST_COMMENT} value={comment} set={setComment} />
      <p class="form-end">
        <button class="primary" disabled={!ready || busy.value.has("save-rules")}>
          {words.draft.save}
        </button>
        <span class="gap" />
        <Sure label={words.draft.discard} question={words.draft.discardSure} act={book.discard} />
      </p>
    </form>
  );
}

function verdict(): string {
  const count = book.problems.value.length;
  if (book.checked.value === "waits") return words.draft.checking;
  if (book.checked.value === "failed") return words.draft.unchecked;
  return count ? `⚠ ${words.draft.bad(count)}` : `✓ ${words.draft.good}`;
}

function Overtaken() {
  const theirs = book.inForce.value!;
  return (
    <div class="overtaken" role="alert">
      <p>
        <strong>{words.draft.overtaken(theirs.version, theirs.by)}</strong>{" "}
        {theirs.comment && words.draft.comment(theirs.comment)}
      </p>
      <p class="form-end">
        <button type="button" onClick={book.putOnTop}>
          {words.draft.onTop}
        </button>
        <Sure label={words.draft.takeTheirs} question={words.draft.discardSure} act={book.discard} />
      </p>
      <p class="faint">{words.draft.onTopHint}</p>
    </div>
  );
}

/** What the one has and the other has not; lines may be there twice. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function Differences({ was, is, known }: { was: RuleDocument; is: RuleDocument; known: RuleVocabulary }) {
  const [before, after] = [lines(was, known), lines(is, known)];
  const [gone, fresh] = [without(before, after), without(after, before)];
  const same = before.join("\n") === after.join("\n");
  return (
    <div class="differences">
      <h3>{words.draft.differences}</h3>
      <ul>
        {fresh.map((line, at) => (
          <li key={`new ${at}`}>
            <ins>{words.draft.fresh}</ins> {line}
          </li>
        ))}
        {gone.map((line, at) => (
          <li key={`gone ${at}`}>
            <del>{words.draft.gone}</del> {line}
          </li>
        ))}
        {gone.length + fresh.length === 0 && !same && <li>{words.draft.reordered}</li>}
        {same && <li class="faint">{words.draft.same}</li>}
      </ul>
    </div>
  );
}
