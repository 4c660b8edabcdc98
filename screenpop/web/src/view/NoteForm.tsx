// After the call: how it went, in a word of its queue's and in one's own, and what is to be done.

import { resultsOf } from "../state/after";
import { now } from "../state/clock";
import * as drafts from "../state/drafts";
import { inAnHour } from "../state/soon";
import { text } from "../text";
import { moment, wall } from "../text/format";

const DIGITS = 9;
const LONGEST_TASK = 500;

export function NoteForm({ draft, heading }: { draft: drafts.Draft; heading: string }) {
  const id = draft.call_id;
  const save = (): void => drafts.save(id);
  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        save();
      }}
    >
      <h2>
        {heading} <kbd aria-hidden="true">{text.note.key}</kbd>
      </h2>
      <Results draft={draft} />
      <textarea
        data-note
        dir="auto"
        rows={3}
        maxLength={4000}
        aria-label={text.note.note}
        placeholder={text.note.note}
        value={draft.note}
        onInput={(event) => drafts.write(id, { note: event.currentTarget.value })}
      />
      <Task draft={draft} />
      <p class="note-end">
        <button class="primary" disabled={!drafts.writable(draft) || draft.sent || draft.saved > 0}>
          {text.note.save} <kbd aria-hidden="true">{text.note.saveKey}</kbd>
        </button>
        {!draft.live && (
          <button type="button" class="quiet" onClick={() => drafts.close(id)}>
            {text.note.skip}
          </button>
        )}
        <span class={draft.problem ? "problem" : "faint"} role="status">
          {draft.problem || (draft.saved > 0 && text.note.saved(text.when(draft.saved, now.value)))}
        </span>
      </p>
    </form>
  );
}

function Results({ draft }: { draft: drafts.Draft }) {
  return (
    <fieldset class="results">
      <legend class="unseen">{text.note.result}</legend>
      {resultsOf(draft).map((result, nth) => (
        <label key={result} class="chip">
          <input
            type="radio"
            name={`result-${draft.call_id}`}
            checked={draft.result === result}
            onChange={() => drafts.write(draft.call_id, { result })}
          />
          <span>
            {nth < DIGITS && <kbd aria-hidden="true">{nth + 1}</kbd>} <bdi>{result}</bdi>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Something to be done, and by when; in an hour unless he says otherwise. */
function Task({ draft }: { draft: drafts.Draft }) {
  return (
    <p class="note-task">
      <input
        data-task
        dir="auto"
        maxLength={LONGEST_TASK}
        aria-label={text.day.task}
        placeholder={text.day.task}
        value={draft.task}
        onInput={(event) => {
          drafts.write(draft.call_id, { task: event.currentTarget.value, due: draft.due || inAnHour() });
        }}
      />
      <input
        type="datetime-local"
        aria-label={text.day.due}
        disabled={!draft.task.trim()}
        value={draft.task.trim() ? wall(draft.due || inAnHour()) : ""}
        onInput={(event) => drafts.write(draft.call_id, { due: moment(event.currentTarget.value) })}
      />
    </p>
  );
}
