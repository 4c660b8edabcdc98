// A link asks to call somebody: whoever sits here says whether.

import * as desk from "../state/desk";
import { me } from "../state/session";
import { asked, done } from "../state/tel";
import { number } from "../state/words";
import { text } from "../text";
import { Dialog } from "./Dialog";

export function AskToCall() {
  const to = asked.value;
  if (to === null) return null;
  const words = text.book.link;
  const callable = Boolean(to && me());
  return (
    <Dialog heading={to ? words.heading : words.none} name="ask-to-call" close={done}>
      {to && <p class="asked-number number">{number(to)}</p>}
      <p class="faint">{!to ? words.noneHint : callable ? words.asked : words.noPhone}</p>
      <p class="form-end">
        {callable && (
          <button
            class="primary"
            autofocus
            onClick={() => {
              done();
              void desk.placeCall(to);
            }}
          >
            {words.call}
          </button>
        )}
        <button autofocus={!callable} onClick={done}>
          {callable ? words.leave : words.close}
        </button>
      </p>
    </Dialog>
  );
}
