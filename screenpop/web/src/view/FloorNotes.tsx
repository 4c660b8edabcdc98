import { now } from "../state/clock";
import { dismiss, notes } from "../state/notes";
import { text } from "../text";

/** Words to the floor lie over the page, so that nothing moves when they come. */
export function FloorNotes() {
  return (
    <ul class="floor-notes" role="log" aria-label={text.floor.notes}>
      {notes.value.map((note) => (
        <li key={note.id} class="floor-note">
          <p>
            <bdi class="strong">{note.by}</bdi> <time class="faint">{text.when(note.at, now.value)}</time>
          </p>
          <p dir="auto" class="floor-words">
            {note.text}
          </p>
          <button onClick={() => dismiss(note)}>{text.floor.read}</button>
        </li>
      ))}
    </ul>
  );
}
