// The small lists of the house: departments, reasons for a pause, and the words for how a call went.

import { useState } from "preact/hooks";
import { text } from "../../text";
import { Count, Text, Words } from "../fields";
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

/** `base`: the list that was changed; who saved another meanwhile is told apart from it. */
function Results() {
  const known = house.view.value!.results;
  const [typed, setTyped] = useState<{ results: readonly string[]; base: number } | null>(null);
  const [problem, setProblem] = useState("");
  const results = typed?.results ?? known.results;
  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const faults = await house.saveResults(results, typed?.base ?? known.version);
    setProblem(faults.map((one) => one.reason).join("; "));
    if (house.view.value!.results.version !== known.version) setTyped(null);
  }
  return (
    <section class="panel admin-section" aria-labelledby="results-heading">
      <h2 id="results-heading">{words.results.heading}</h2>
      <p class="faint">{words.results.about}</p>
      <form class="form" onSubmit={(event) => void save(event)}>
        <Words
          label={words.results.label}
          hint={words.results.hint}
          problem={problem}
          apart={/[,;]/}
          placeholder={known.usual.join(", ")}
          words={results}
          set={(next) => setTyped({ results: next, base: typed?.base ?? known.version })}
        />
        {typed && typed.base !== known.version && (
          <div class="overtaken" role="alert">
            <p>
              <strong>{words.overtaken}</strong> {known.results.join(", ")}
            </p>
            <p class="form-end">
              <button type="button" onClick={() => setTyped({ results, base: known.version })}>
                {words.onTop}
              </button>
              <button type="button" onClick={() => setTyped(null)}>
                {words.takeTheirs}
              </button>
            </p>
          </div>
        )}
        <p class="form-end">
          <button class="primary" disabled={!typed}>
            {words.save}
          </button>
        </p>
      </form>
    </section>
  );
}
