// Calendars: hours that rules speak of by name, as lines that open.

import { useId, useState } from "preact/hooks";
import type { RuleCalendar } from "../generated/messages";
import { isAdmin } from "../state/place";
import { text } from "../text";
import { houseZone } from "../text/format";
import * as book from "./book";
import { Entry, EntryEnd } from "./Entry";
import { Text, Wrong } from "./fields";
import { HoursForm, WORKDAYS } from "./HoursForm";
import { calendarSentence } from "./say";

const words = text.admin;

const NAME = /^[A-Za-z0-9_-]{1,40}$/;
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
          <Entry
            key={name}
            id={name}
            opened={book.opened}
            place={`calendars/${name}`}
            line={
              <>
                <strong class="entry-name">{name}</strong>
                <span>{calendarSentence(calendar)}</span>
              </>
            }
            wrong={book.problemsAt(`calendars.${name}`).map((one) => one.problem)}
            form={() => <CalendarForm name={name} calendar={calendar} />}
          />
        ))}
      </ul>
      {isAdmin() && <NewCalendar taken={calendars.map(([name]) => name)} />}
    </section>
  );
}

function CalendarForm({ name, calendar }: { name: string; calendar: RuleCalendar }) {
  const place = `calendars.${name}`;
  const others = book.problemsAt(place).filter((one) => !WITH_FIELD.test(one.place.slice(place.length)));
  return (
    <>
      <div class="form">
        <Wrong problems={others} within={place} />
        <HoursForm hours={calendar} set={(hours) => book.setCalendar(name, hours)} tie={(part) => ({ at: `${place}.${part}` })} />
      </div>
      <EntryEnd opened={book.opened} remove={() => book.setCalendar(name, null)} />
    </>
  );
}

function NewCalendar({ taken }: { taken: readonly string[] }) {
  const id = useId();
  const [name, setName] = useState("");
  const problem = !name ? "" : taken.includes(name) ? words.calendars.nameTaken : NAME.test(name) ? "" : words.calendars.nameBad;
  function add(event: Event): void {
    event.preventDefault();
    if (!name || problem) return;
    book.setCalendar(name, { zone: houseZone(), week: WORKDAYS });
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
