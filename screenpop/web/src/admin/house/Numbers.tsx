// Dialled numbers: where each leads, when it is open, and whose phones ring when nothing else works.

import { dialled } from "../../state/words";
import { text } from "../../text";
import { houseZone } from "../../text/format";
import { Checks, Count, Select, Text } from "../fields";
import { HoursForm, WORKDAYS } from "../HoursForm";
import { calendarSentence } from "../say";
import type { FormOf } from "./EntryForm";
import * as house from "./house";
import { HouseFrame } from "./HouseFrame";
import { HouseList } from "./HouseList";

const words = text.admin.house;

const usual = (): house.Fields<"numbers"> => ({
  name: "",
  queue: house.entries("queues")[0]?.id ?? "",
  hours: { zone: houseZone(), week: WORKDAYS, holidays: [] },
  ring_s: 20,
  static_route: [],
});

export function Numbers() {
  return (
    <HouseFrame>
      {() => (
        <HouseList
          kind="numbers"
          usual={usual}
          idFor={() => ""}
          line={(number) => (
            <>
              <span>
                <strong class="entry-name">{number.name}</strong> <bdi>{dialled(number.id)}</bdi>
              </span>
              <span>
                {words.leadsTo(house.nameOf("queues", number.queue))} {calendarSentence(number.hours)}
              </span>
              {number.static_route.length === 0 && <span class="problem">⚠ {words.noStatic}</span>}
            </>
          )}
          form={(form) => <NumberForm {...form} />}
        />
      )}
    </HouseFrame>
  );
}

function NumberForm({ fields, set, of, faultAt }: FormOf<"numbers">) {
  return (
    <>
      <div class="fields">
        <Text {...of("name")} value={fields.name} set={(name) => set({ name })} />
        <Select {...of("queue")} value={fields.queue} choices={house.choices("queues")} set={(queue) => set({ queue })} />
        <Count {...of("ring_s")} most={600} value={fields.ring_s} set={(count) => set({ ring_s: count ?? 0 })} />
      </div>
      <h3>{words.groups.hours}</h3>
      <HoursForm hours={fields.hours} set={(hours) => set({ hours })} tie={(part) => ({ problem: faultAt(`hours.${part}`) })} />
      <Checks
        {...of("static_route")}
        values={fields.static_route}
        choices={house.choices("operators")}
        set={(static_route) => set({ static_route })}
      />
    </>
  );
}
