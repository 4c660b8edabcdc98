// The small lists of the house: departments, reasons for a pause, and the words for how a call went.

import { text } from "../../text";
import { Count, Text, Words } from "../fields";
import { AloneForm } from "./AloneForm";
import * as house from "./house";
import { HouseFrame } from "./HouseFrame";
import { HouseList } from "./HouseList";
import { freshId } from "./ids";

const words = text.admin.house;

export function Departments() {
  return (
    <HouseFrame>
      {() => (
        <HouseList
          kind="departments"
          usual={() => ({ name: "" })}
          idFor={({ name }) => freshId("departments", name, "department")}
          line={({ id, name }) => (
            <>
              <strong class="entry-name">{name}</strong>
              <span class="faint parts-of">
                <span>{words.operatorCount(house.entries("operators").filter((one) => one.department === id).length)}</span>
                <span>{words.queueCount(house.entries("queues").filter((one) => one.department === id).length)}</span>
              </span>
            </>
          )}
          form={({ fields, set, of }) => <Text {...of("name")} value={fields.name} set={(name) => set({ name })} />}
        />
      )}
    </HouseFrame>
  );
}

export function Pauses() {
  return (
    <HouseFrame>
      {() => (
        <div class="columns">
          <HouseList
            kind="pauses"
            usual={() => ({ name: "", limit_s: 0 })}
            idFor={({ name }) => freshId("pauses", name, "pause")}
            move={house.move}
            line={({ name, limit_s }) => (
              <>
                <strong class="entry-name">{name}</strong>
                <span class="faint">{limit_s ? words.pauseLimit(Math.round(limit_s / 60)) : words.noLimit}</span>
              </>
            )}
            form={({ fields, set, of }) => (
              <div class="fields">
                <Text {...of("name")} value={fields.name} set={(name) => set({ name })} />
                <Count
                  {...of("limit_s")}
                  least={0}
                  most={1_440}
                  value={fields.limit_s / 60}
                  set={(count) => set({ limit_s: Math.round((count ?? 0) * 60) })}
                />
              </div>
            )}
          />
          <Results />
        </div>
      )}
    </HouseFrame>
  );
}

function Results() {
  const { results, usual, version } = house.view.value!.results;
  return (
    <section class="panel admin-section" aria-labelledby="results-heading">
      <h2 id="results-heading">{words.results.heading}</h2>
      <p class="faint">{words.results.about}</p>
      <AloneForm
        kind="results"
        heading={words.results.heading}
        inForce={{ results }}
        version={version}
        shortly={(fields) => fields.results.join(", ") || "–"}
      >
        {({ fields, set, faultAt }) => (
          <Words
            label={words.results.label}
            hint={words.results.hint}
            problem={faultAt("results")}
            apart={/[,;]/}
            placeholder={usual.join(", ")}
            words={fields.results}
            set={(next) => set({ results: [...next] })}
          />
        )}
      </AloneForm>
    </section>
  );
}
