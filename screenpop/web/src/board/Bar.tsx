// Which part of the floor is shown, how alarms sound, a note to all, the wall screen.

import { useState } from "preact/hooks";
import { askToNotify } from "../state/ringing";
import { addressOf, may } from "../state/place";
import { text } from "../text";
import * as acts from "./acts";
import { chooseSound, sound, SOUND_IDS, type SoundId } from "./alarm";
import { choice, choose, departments, SORTS, STATES, type SortId, type StateId } from "./choice";
import { queues } from "./rows";

export function Bar() {
  const words = text.board.filter;
  const { department, queue, state, sort } = choice.value;
  return (
    <div class="board-bar">
      <input
        type="search"
        data-find
        aria-label={words.find}
        placeholder={words.find}
        value={choice.value.words}
        onInput={(event) => choose({ words: event.currentTarget.value })}
      />
      {departments.value.length > 0 && (
        <Choose
          label={words.department}
          value={department}
          of={[["", words.all], ...departments.value.map((name) => [name, name] as const)]}
          onChoose={(department) => choose({ department })}
        />
      )}
      <Choose
        label={words.queue}
        value={queue}
        of={[["", words.all], ...queues.all().map((row) => [row.id, row.name] as const)]}
        onChoose={(queue) => choose({ queue })}
      />
      <Choose
        label={words.state}
        value={state}
        of={[["", words.all], ...Object.keys(STATES).map((id) => [id, words.states[id] ?? id] as const)]}
        onChoose={(state) => choose({ state: state as StateId | "" })}
      />
      <Choose
        label={words.sort}
        value={sort}
        of={SORTS.map((id) => [id, words.sorts[id] ?? id] as const)}
        onChoose={(sort) => choose({ sort: sort as SortId })}
      />
      <span class="gap" />
      <Choose
        label={text.board.sound}
        value={sound.value}
        of={SOUND_IDS.map((id) => [id, text.board.sounds[id] ?? id] as const)}
        onChoose={(id) => {
          chooseSound(id as SoundId);
          askToNotify();
        }}
      />
      {may("floor") && <Note />}
      <a class="button" href={addressOf("board", "wall")} aria-keyshortcuts="W">
        {text.board.wall.open}
      </a>
    </div>
  );
}

interface Choosing {
  readonly label: string;
  readonly value: string;
  readonly of: readonly (readonly [id: string, name: string])[];
  readonly onChoose: (id: string) => void;
}

function Choose({ label, value, of, onChoose }: Choosing) {
  return (
    <label class="choose">
      <span class="label">{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {of.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Note() {
  const [words, setWords] = useState<string | null>(null);
  if (words === null) return <button onClick={() => setWords("")}>{text.board.acts.note}</button>;
  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (words?.trim() && (await acts.tellFloor(words.trim()))) setWords(null);
  }
  return (
    <form class="note-form" onSubmit={send}>
      <input
        autofocus
        maxLength={500}
        aria-label={text.board.acts.noteWords}
        placeholder={text.board.acts.noteWords}
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && setWords(null)}
      />
      <button class="primary" disabled={!words.trim()}>
        {text.board.acts.send}
      </button>
    </form>
  );
}
