// What an eye is kept on: pops that nobody has seen, clients who may be one, and who did what.

import type { UnseenPops } from "../generated/messages";
import { now } from "../state/clock";
import { isAdmin } from "../state/place";
import { session } from "../state/session";
import { text } from "../text";
import { Audit } from "./Audit";
import { Doubles } from "./Doubles";
import { useFetched } from "./fetched";
import { Section } from "./Section";

const words = text.admin;

const LOOK_MS = 5_000;

export function Watch() {
  return (
    <div class="columns">
      <div class="column">
        <Pops />
        <Doubles />
      </div>
      {isAdmin() && <Audit />}
    </div>
  );
}

function Pops() {
  const list = useFetched<UnseenPops>("/pops/unacknowledged", LOOK_MS);
  return (
    <Section name="pops" heading={words.pops.heading} about={words.pops.about} from={list}>
      {({ pops }) =>
        pops.length === 0 ? (
          <p class="empty-line">✓ {words.pops.empty}</p>
        ) : (
          <ul class="entries">
            {pops.map((pop) => (
              <li key={`${pop.operator} ${pop.call_id}`} class="entry">
                <span class="entry-text">
                  <bdi class="strong">{nameOf(pop.operator)}</bdi>
                  <span class="problem">
                    ⚠ {pop.shown ? words.pops.shown(text.age(now.value - pop.shown)) : words.pops.noPage},{" "}
                    {words.pops.since(text.age(now.value - pop.came))}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Section>
  );
}

const nameOf = (operator: string): string =>
  session.value?.colleagues.find((colleague) => colleague.id === operator)?.name ?? operator;
