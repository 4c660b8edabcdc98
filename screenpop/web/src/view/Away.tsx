// The page came out of the browser's own store while the server is away: what is so, in one place.
// Nothing of a client is shown; nobody has said yet who sits here.

import { keptFor } from "../state/drafts";
import { lastLogin } from "../state/settings";
import { text } from "../text";

export function Away() {
  const notes = keptFor(lastLogin());
  return (
    <main class="login">
      <section class="panel away" role="status">
        <h1>{text.away.heading}</h1>
        <p>{text.away.hint}</p>
        {notes > 0 && <p>{text.away.notes(notes)}</p>}
      </section>
    </main>
  );
}
