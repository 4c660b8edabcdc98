// Queues: the waiting rooms, who takes their calls, and what is promised to who waits.

import { text } from "../../text";
import { Check, Checks, Count, Select, Text, Words } from "../fields";
import type { FormOf } from "./EntryForm";
import * as house from "./house";
import { HouseFrame } from "./HouseFrame";
import { HouseList } from "./HouseList";
import { freshId } from "./ids";

const words = text.admin.house;

const USUAL: house.Fields<"queues"> = {
  name: "",
  department: "",
  extension: "",
  operators: [],
  strategy: "ringall",
  ring_s: 20,
  wait_s: 300,
  wrap_up_s: 0,
  announce_s: 0,
  offers_callback: false,
  recall_limit_s: 3600,
  threshold_ms: 20_000,
  short_ms: 5_000,
  short_opens_obligation: false,
  after_hours_opens_obligation: true,
  results: [],
  alarm_waiting: 0,
  alarm_level: 0,
};

export const departments = (): { id: string; name: string }[] => [
  { id: "", name: words.noDepartment },
  ...house.choices("departments"),
];

export function Queues() {
  return (
    <HouseFrame>
      {() => (
        <HouseList
          kind="queues"
          usual={() => USUAL}
          idFor={(fields) => freshId("queues", fields.name, "queue")}
          line={(queue) => (
            <>
              <strong class="entry-name">{queue.name}</strong>
              <span class="faint parts-of">
                {queue.extension && <span>{queue.extension}</span>}
                <span>{words.operatorCount(queue.operators.length)}</span>
                <span>{words.strategies[queue.strategy] ?? queue.strategy}</span>
                {queue.department && <span>{house.nameOf("departments", queue.department)}</span>}
              </span>
            </>
          )}
          form={(form) => <QueueForm {...form} />}
        />
      )}
    </HouseFrame>
  );
}

function QueueForm({ fields, set, of }: FormOf<"queues">) {
  return (
    <>
      <div class="fields">
        <Text {...of("name")} value={fields.name} set={(name) => set({ name })} />
        <Text {...of("extension")} type="tel" most={6} value={fields.extension} set={(extension) => set({ extension })} />
        <Select {...of("department")} value={fields.department} choices={departments()} set={(department) => set({ department })} />
      </div>
      <Checks {...of("operators")} values={fields.operators} choices={house.choices("operators")} set={(operators) => set({ operators })} />
      <h3>{words.groups.waiting}</h3>
      <div class="fields">
        <Select
          {...of("strategy")}
          value={fields.strategy}
          choices={Object.entries(words.strategies).map(([id, name]) => ({ id, name: name ?? id }))}
          set={(strategy) => set({ strategy })}
        />
        <Count {...of("ring_s")} most={600} value={fields.ring_s} set={(count) => set({ ring_s: count ?? 0 })} />
        <Count {...of("wait_s")} most={86_400} value={fields.wait_s} set={(count) => set({ wait_s: count ?? 0 })} />
        <Count {...of("announce_s")} least={0} most={3_600} value={fields.announce_s} set={(count) => set({ announce_s: count ?? 0 })} />
        <Count {...of("wrap_up_s")} least={0} most={3_600} value={fields.wrap_up_s} set={(count) => set({ wrap_up_s: count ?? 0 })} />
      </div>
      <Check {...of("offers_callback")} checked={fields.offers_callback} set={(on) => set({ offers_callback: on })} />
      <h3>{words.groups.promises}</h3>
      <div class="fields">
        <Count
          {...of("recall_limit_s")}
          most={43_200}
          value={fields.recall_limit_s / 60}
          set={(count) => set({ recall_limit_s: Math.round((count ?? 0) * 60) })}
        />
        <Count
          {...of("threshold_ms")}
          most={3_600}
          value={fields.threshold_ms / 1000}
          set={(count) => set({ threshold_ms: Math.round((count ?? 0) * 1000) })}
        />
        <Count
          {...of("short_ms")}
          least={0}
          most={600}
          value={fields.short_ms / 1000}
          set={(count) => set({ short_ms: Math.round((count ?? 0) * 1000) })}
        />
      </div>
      <Check {...of("short_opens_obligation")} checked={fields.short_opens_obligation} set={(on) => set({ short_opens_obligation: on })} />
      <Check
        {...of("after_hours_opens_obligation")}
        checked={fields.after_hours_opens_obligation}
        set={(on) => set({ after_hours_opens_obligation: on })}
      />
      <h3>{words.groups.after}</h3>
      <Words {...of("results")} apart={/[,;]/} words={fields.results} set={(results) => set({ results })} />
      <div class="fields">
        <Count {...of("alarm_waiting")} least={0} most={1_000} value={fields.alarm_waiting} set={(count) => set({ alarm_waiting: count ?? 0 })} />
        <Count {...of("alarm_level")} least={0} most={100} value={fields.alarm_level} set={(count) => set({ alarm_level: count ?? 0 })} />
      </div>
    </>
  );
}
