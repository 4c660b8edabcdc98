// One rule: what it does, by the vocabulary's kinds, and when.

import type { Choice, RuleEntry, RuleKind, RuleVocabulary, RuleWhen } from "../generated/messages";
import { text } from "../text";
import * as book from "./book";
import type { Changed } from "./book";
import { Checks, Count, Select, Text, Wrong } from "./fields";
import { inWords, numberName, spoken } from "./say";

const words = text.admin;

const LONGEST_S = 3_600;
const MOST_ATTEMPTS = 5;
const MOST_WAITING = 1_000;
const PRIORITIES = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** Places whose problems stand at their fields; what else is wrong stands on top. */
const WITH_FIELD = /^\.(kind|name|target|seconds|attempts|most_waiting|when\.\w+)\b/;

interface Part {
  readonly rule: RuleEntry;
  readonly place: string;
  readonly known: RuleVocabulary;
  readonly set: (part: Changed<RuleEntry>) => void;
}

export function RuleForm({ rule, at, known }: { rule: RuleEntry; at: number; known: RuleVocabulary }) {
  const place = `rules[${at}]`;
  const kind = known.kinds.find((one) => one.kind === rule.kind);
  const set = (part: Changed<RuleEntry>): void => book.replace("rules", at, book.patch(rule, part));
  const part: Part = { rule, place, known, set };
  const others = book.problemsAt(place).filter((one) => !WITH_FIELD.test(one.place.slice(place.length)));
  return (
    <div class="form">
      <Wrong problems={others} within={place} />
      <div class="fields">
        <Select
          label={words.rules.kind}
          hint={spoken(kind?.does ?? "")}
          at={`${place}.kind`}
          value={rule.kind}
          choices={known.kinds.map((one) => ({ id: one.kind, name: words.rules.kinds[one.kind] ?? spoken(one.does) }))}
          set={(chosen) => becomes(rule, at, known.kinds.find((one) => one.kind === chosen)!)}
        />
        <Text
          label={words.rules.name}
          hint={words.rules.nameHint}
          at={`${place}.name`}
          value={rule.name ?? ""}
          set={(name) => set({ name })}
        />
        {kind?.target && <Target {...part} kind={kind} />}
        {kind && <Numbers {...part} kind={kind} />}
      </div>
      <Conditions {...part} />
    </div>
  );
}

/** Another kind: what it has no use for would only be refused. A rule that nobody has seen in force
 * yet is named by what it does. */
function becomes(rule: RuleEntry, at: number, kind: RuleKind): void {
  const left = ["seconds", "attempts", "most_waiting"].filter((name) => !kind.takes.includes(name));
  const gone = Object.fromEntries(["target", ...left].map((name) => [name, undefined]));
  const id = book.isNew("rules", rule.id) ? book.freshId("rules", kind.kind) : rule.id;
  book.replace("rules", at, book.patch(rule, { ...gone, kind: kind.kind, id }));
  book.opened.value = `rules/${id}`;
}

function Target({ rule, place, known, set, kind }: Part & { kind: RuleKind }) {
  const common = {
    label: words.rules.target[kind.target] ?? kind.target,
    at: `${place}.target`,
    value: rule.target ?? "",
    set: (target: string) => set({ target }),
  };
  const named: Readonly<Record<string, readonly Choice[]>> = {
    queue: known.queues,
    skill: plain(known.skills),
    department: known.departments,
    "queue or operator": [...known.queues, ...known.operators],
  };
  const choices = named[kind.target];
  if (!choices) return <Text {...common} hint={words.rules.soundHint} />;
  return <Select {...common} choices={[{ id: "", name: spoken(kind.without) || words.rules.choose }, ...choices]} />;
}

const plain = (names: readonly string[]): readonly Choice[] => names.map((name) => ({ id: name, name }));

function Numbers({ rule, place, set, kind }: Part & { kind: RuleKind }) {
  return (
    <>
      {kind.takes.includes("seconds") && (
        <Count
          label={words.rules.seconds}
          hint={words.rules.secondsHint(spoken(kind.default))}
          at={`${place}.seconds`}
          most={LONGEST_S}
          value={rule.seconds}
          set={(seconds) => set({ seconds })}
        />
      )}
      {kind.takes.includes("attempts") && (
        <Count
          label={words.rules.attempts}
          hint={words.rules.attemptsHint}
          at={`${place}.attempts`}
          most={MOST_ATTEMPTS}
          value={rule.attempts ?? 1}
          set={(attempts) => set({ attempts: attempts === 1 ? undefined : attempts })}
        />
      )}
      {kind.takes.includes("most_waiting") && (
        <Count
          label={words.rules.most_waiting}
          hint={words.rules.mostWaitingHint}
          at={`${place}.most_waiting`}
          most={MOST_WAITING}
          value={rule.most_waiting}
          set={(most_waiting) => set({ most_waiting })}
        />
      )}
    </>
  );
}

function Conditions({ rule, place, known, set }: Part) {
  const when = rule.when ?? {};
  const at = (name: string): string => `${place}.when.${name}`;
  const given = (part: Changed<RuleWhen>): void =>
    set({ when: book.patch(when, part) });
  const calendars = Object.keys(book.book.value.calendars ?? {});
  return (
    <fieldset class="conditions">
      <legend>{words.rules.conditions}</legend>
      <div class="fields">
        <Select
          label={words.rules.client}
          at={at("client")}
          value={when.client ?? ""}
          choices={inWords(known.clients)}
          set={(client) => given({ client: client as RuleWhen["client"] })}
        />
        <Select
          label={words.rules.priority}
          at={at("priority_from")}
          value={String(when.priority_from ?? "")}
          choices={[
            { id: "", name: words.rules.anyPriority },
            ...PRIORITIES.map((least) => ({ id: least, name: words.rules.fromPriority(Number(least)) })),
          ]}
          set={(least) => given({ priority_from: Number(least) })}
        />
        <Select
          label={words.rules.hours}
          at={at("hours")}
          value={when.hours ?? ""}
          choices={inWords(known.hours)}
          set={(hours) => given({ hours: hours as RuleWhen["hours"], ...(hours ? {} : { calendar: "" }) })}
        />
        {(when.hours || when.calendar) && (
          <Select
            label={words.rules.calendar}
            at={at("calendar")}
            value={when.calendar ?? ""}
            choices={[{ id: "", name: words.rules.ownHours }, ...plain(calendars)]}
            set={(calendar) => given({ calendar })}
          />
        )}
      </div>
      <Checks
        label={words.rules.dialled}
        hint={words.rules.dialledHint}
        at={at("dialled")}
        values={when.dialled ?? []}
        choices={known.numbers.map(({ id }) => ({ id, name: numberName(known, id) }))}
        set={(dialled) => given({ dialled })}
      />
      <Checks
        label={words.rules.languages}
        hint={words.rules.languagesHint}
        at={at("languages")}
        values={when.languages ?? []}
        choices={[...new Set([...known.languages, ...(when.languages ?? [])])].map((id) => ({ id, name: text.language(id) }))}
        other={words.rules.otherLanguage}
        set={(languages) => given({ languages })}
      />
      <Checks
        label={words.rules.departments}
        hint={words.rules.languagesHint}
        at={at("departments")}
        values={when.departments ?? []}
        choices={known.departments}
        set={(departments) => given({ departments })}
      />
    </fieldset>
  );
}
