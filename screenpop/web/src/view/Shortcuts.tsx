// The keys that mean something now, as the table of keys says.

import { groups, meaning, nameOf, shut } from "../state/keys";
import { text } from "../text";
import { Dialog } from "./Dialog";

const close = (): void => shut("help");

export function Shortcuts() {
  return (
    <Dialog heading={text.shortcuts.heading} name="shortcuts" close={close}>
      <div class="key-groups">
        {groups.value.map((group) => (
          <section key={group.id}>
            <h3>{text.shortcuts.groups[group.id] ?? group.id}</h3>
            <dl>
              {group.keys.map((key) => (
                <div key={nameOf(key)}>
                  <dt>
                    <kbd>{nameOf(key)}</kbd>
                  </dt>
                  <dd>{meaning(key)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p class="faint">{text.shortcuts.typing}</p>
    </Dialog>
  );
}
