// Calendars: the week as rows, holidays, the zone. What is typed stays as it was typed; the book gets
// its parts, and the server says what is wrong with them.

import { useId, useState } from "preact/hooks";
import type { RuleCalendar } from "../generated/messages";
import { isAdmin } from "../state/place";
import { text } from "../text";
import * as book from "./book";
import { Check, Field, Text, Wrong } from "./fields";
import { calendarSentence, DAYS } from "./say";
import { Sure } from "./Sure";

const words = text.admin;

const ZONES = Intl.supportedValuesOf("timeZone");
const NAME = /^[A-Za-z0-9_-]{1,40}$/;
const WORKDAYS = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, ["09:00-18:00"]]));
const WITH_FIELD = /^\.(zone|week\.\w+|holidays)\b/;

export function Calendars() {
  const calendars = Object.entries(book.book.value.calendars ?? {});
  return (
    <section class="panel admin-section" aria-labelledby="calendars-heading">
      <h2 id="calendars-heading">{words.calendars.heading}</h2>
      <p class="faint">{words.calendars.about}</p>
      {calendars.length === 0 && <p class="faint empty-line">{words.calendars.empty}</p>}
      <ul class="entries">
        {calendars.map(([name, calendar]) => (
          <Line key={name} name={name} calendar={calendar} />
        ))}
      </ul>
      {isAdmin() && <NewCalendar taken={calendars.map(([name]) => name)} />}
    </section>
  );
}

function Line({ name, calendar }: { name: string; calendar: RuleCalendar }) {
  const place = `calendars/${name}`;
  const open = book.opened.value === place;
  const wrong = book.problemsAt(`calendars.${name}`).map((one) => one.problem);
  return (
    <li class={open ? "open" : ""} data-entry={name}>
      <div class="entry">
        <button class="quiet entry-line" aria-expanded={open} onClick={() => (book.opened.value = open ? "" : place)}>
          <span class="entry-text">
            <strong class="entry-name">{name}</strong>
            <span>{calendarSentence(calendar)}</span>
            {wrong.length > 0 && !open && <span class="problem entry-wrong">⚠ {wrong.join("; ")}</span>}
          </span>
        </button>
      </div>
      {open && (
        <fieldset class="entry-open" disabled={!isAdmin()}>
          <CalendarForm name={name} calendar={calendar} />
          {isAdmin() && (
            <p class="form-end">
              <Sure label={words.remove} question={`${words.remove}?`} act={() => book.setCalendar(name, null)} />
              <span class="gap" />
              <button type="button" class="primary" onClick={() => (book.opened.value = "")}>
                {words.done}
              </button>
            </p>
          )}
        </fieldset>
      )}
    </li>
  );
}

function CalendarForm({ name, calendar }: { name: string; calendar: RuleCalendar }) {
  const place = `calendars.${name}`;
  const { week, ...always } = calendar;
  const set = (part: Partial<RuleCalendar>): void => book.setCalendar(name, { ...calendar, ...part });
  const others = book.problemsAt(place).filter((one) => !WITH_FIELD.test(one.place.slice(place.length)));
  return (
    <div class="form">
      <Wrong problems={others} within={place} />
      <div class="fields">
        <Text
          label={words.calendars.zone}
          hint={words.calendars.zoneHint}
          at={`${place}.zone`}
          value={calendar.zone}
          options={ZONES}
          set={(zone) => set({ zone })}
        />
        <Parts
          label={words.calendars.holidays}
          hint={words.calendars.holidaysHint}
          at={`${place}.holidays`}
          parts={calendar.holidays ?? []}
          set={(holidays) => set({ holidays })}
        />
      </div>
      <Check
        label={words.calendars.always}
        checked={!week}
        set={(open) => book.setCalendar(name, open ? always : { ...always, week: WORKDAYS })}
      />
      {week && (
        <div class="week">
          {DAYS.map((day) => (
            <Parts
              key={day}
              label={words.calendars.days[day]!}
              placeholder={words.calendars.free}
              hint={day === "mon" ? words.calendars.dayHint : undefined}
              at={`${place}.week.${day}`}
              parts={week[day] ?? []}
              set={(spans) => {
                const { [day]: _, ...others } = week;
                set({ week: spans.length ? { ...others, [day]: spans } : others });
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

interface PartsProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly at: string;
  readonly parts: readonly string[];
  readonly set: (parts: readonly string[]) => void;
}

const split = (typed: string): readonly string[] => typed.split(/[\s,;]+/).filter(Boolean);

/** Several short words in one field, with commas between. */
function Parts({ parts, set, placeholder, ...field }: PartsProps) {
  const [typed, setTyped] = useState(parts.join(", "));
  const shown = split(typed).join() === parts.join() ? typed : parts.join(", ");
  return (
    <Field {...field}>
      {(tied) => (
        <input
          {...tied}
          value={shown}
          placeholder={placeholder}
          autocomplete="off"
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            set(split(event.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}

function NewCalendar({ taken }: { taken: readonly string[] }) {
  const id = useId();
  const [name, setName] = useState("");
  const problem = !name ? "" : taken.includes(name) ? words.calendars.nameTaken : NAME.test(name) ? "" : words.calendars.nameBad;
  function add(event: Event): void {
    event.preventDefault();
    if (!name || problem) return;
    book.setCalendar(name, { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, week: WORKDAYS });
    book.opened.value = `calendars/${name}`;
    setName("");
  }
  return (
    <form class="add-line" onSubmit={add} aria-describedby={id}>
      <Text label={words.calendars.name} hint={words.calendars.nameHint} problem={problem} most={40} value={name} set={setName} />
      <button disabled={!name || Boolean(problem)}>{words.calendars.add}</button>
    </form>
  );
}
