import * as drafts from "../state/drafts";
import { now } from "../state/clock";
import { session } from "../state/session";
import { text } from "../text";

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
      <fieldset class="results">
        <legend class="unseen">{text.note.result}</legend>
        {session.value!.results.map((result) => (
          <label key={result} class="chip">
            <input
              type="radio"
              name={`result-${id}`}
              checked={draft.result === result}
              onChange={() => drafts.write(id, { result })}
            />
            <span>{result}</span>
          </label>
        ))}
      </fieldset>
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
