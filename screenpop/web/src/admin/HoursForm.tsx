// Working hours: the week as rows, holidays, the zone. What is typed stays as it was typed; its parts
// are handed on, and the server says what is wrong with them.

import type { RuleCalendar } from "../generated/messages";
import { text } from "../text";
import { Check, Text, Words } from "./fields";
import { DAYS, daysHere } from "./say";

const words = text.admin.calendars;

const ZONES = Intl.supportedValuesOf("timeZone");
export const WORKDAYS = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, ["09:00-18:00"]]));

interface Props {
  readonly hours: RuleCalendar;
  readonly set: (hours: RuleCalendar) => void;
  /** Where what is wrong with a part is to be found: zone, holidays, week.mon. */
  readonly tie: (part: string) => { readonly at?: string; readonly problem?: string };
}

export function HoursForm({ hours, set, tie }: Props) {
  const { week, ...always } = hours;
  return (
    <>
      <div class="fields">
        <Text
          label={words.zone}
          hint={words.zoneHint}
          {...tie("zone")}
          value={hours.zone}
          options={ZONES}
          set={(zone) => set({ ...hours, zone })}
        />
        <Words
          label={words.holidays}
          hint={words.holidaysHint}
          {...tie("holidays")}
          apart={/[\s,;]+/}
          words={hours.holidays ?? []}
          set={(holidays) => set({ ...hours, holidays })}
        />
      </div>
      <Check label={words.always} checked={!week} set={(open) => set(open ? always : { ...always, week: WORKDAYS })} />
      {week && (
        <div class="week">
          {daysHere().map((day) => (
            <Words
              key={day}
              label={words.days[day]!}
              placeholder={words.free}
              hint={day === "mon" ? words.dayHint : undefined}
              {...tie(`week.${day}`)}
              apart={/[\s,;]+/}
              words={week[day] ?? []}
              set={(spans) => {
                const { [day]: _, ...others } = week;
                set({ ...always, week: spans.length ? { ...others, [day]: spans } : others });
              }}
            />
          ))}
        </div>
      )}
    </>
  );
}
