// Rules as sentences that a person can read: names for ids, and the catalogue's pieces in order.

import type {
  Choice,
  PlanStep,
  RecordingRuleEntry,
  RuleCalendar,
  RuleDocument,
  RuleEntry,
  RuleVocabulary,
} from "../generated/messages";
import { said } from "../state/api";
import { dialled } from "../state/words";
import { text } from "../text";
import { firstDay } from "../text/format";

const words = text.admin;

const say = words.say;

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The same, from the day that a week begins with here. */
export const daysHere = (): readonly (typeof DAYS)[number][] => {
  const first = firstDay() - 1;
  return [...DAYS.slice(first), ...DAYS.slice(0, first)];
};

/** The server's words for what a rule may say, in the page's language. */
export const spoken = (english: string): string => said({ detail: english, template: english });

export const inWords = (choices: readonly Choice[]): readonly Choice[] =>
  choices.map(({ id, name }) => ({ id, name: spoken(name) }));

export const nameOf = (choices: readonly Choice[], id: string): string =>
  choices.find((choice) => choice.id === id)?.name || id;

/** What people call one of our numbers, with its digits where the name alone could be anything. */
export const numberName = (known: RuleVocabulary, id: string): string => {
  const name = nameOf(known.numbers, id);
  return name === id ? dialled(id) : name;
};

export function sentence(rule: RuleEntry, known: RuleVocabulary): string {
  return say.sentence(condition(rule, known), deed(rule, known));
}

function condition({ when = {} }: RuleEntry, known: RuleVocabulary): string {
  const where = when.dialled?.length ? say.number(when.dialled.map((id) => numberName(known, id))) : "";
  const whom = who(when, known);
  const whenever = hours(when);
  const anybody = whom === say.who[""];
  return anybody && !where && !whenever ? say.always : say.when(whom, where, whenever);
}

function who(when: NonNullable<RuleEntry["when"]>, known: RuleVocabulary): string {
  const ofAClient = Boolean(when.languages?.length || when.departments?.length);
  const whom = when.priority_from ? say.priority(when.priority_from) : say.who[when.client || (ofAClient ? "known" : "")];
  const speaks = when.languages?.length ? say.languages(when.languages.map(text.language)) : "";
  const departments = (when.departments ?? []).map((id) => nameOf(known.departments, id));
  return `${whom}${speaks}${departments.length ? say.departments(departments) : ""}`;
}

function hours(when: NonNullable<RuleEntry["when"]>): string {
  if (!when.hours) return "";
  return when.calendar ? say.calendarHours(say.calendar[when.hours]!, when.calendar) : say.hours[when.hours]!;
}

function deed(rule: RuleEntry, known: RuleVocabulary): string {
  const kind = known.kinds.find((one) => one.kind === rule.kind);
  const words = say.kinds[rule.kind]?.(target(rule, kind?.target ?? "", known)) ?? spoken(kind?.does ?? rule.kind);
  const seconds = rule.seconds ? say.seconds(rule.seconds) : "";
  const attempts = rule.attempts && rule.attempts > 1 ? say.attempts(rule.attempts) : "";
  return `${words}${seconds}${attempts}${rule.most_waiting ? say.mostWaiting(rule.most_waiting) : ""}`;
}

function target(rule: RuleEntry, names: string, known: RuleVocabulary): string {
  const named = rule.target ?? "";
  if (names === "queue") return named ? say.queue(nameOf(known.queues, named)) : say.ownQueue;
  if (names === "department") return nameOf(known.departments, named);
  if (names !== "queue or operator") return named;
  const operator = known.operators.find((one) => one.id === named);
  return operator ? operator.name : named ? say.queue(nameOf(known.queues, named)) : say.ownQueue;
}

export function recordingSentence(rule: RecordingRuleEntry, known: RuleVocabulary): string {
  const when = rule.when ?? {};
  const calls = when.directions?.length
    ? say.calls(words.and(when.directions.map((one) => say.directions[one] ?? one)))
    : say.allCalls;
  const numbers = when.dialled?.length ? say.callsTo(words.or(when.dialled.map((id) => numberName(known, id)))) : "";
  const queues = when.queues?.length ? say.callsIn(words.or(when.queues.map((id) => nameOf(known.queues, id)))) : "";
  const people = when.operators?.length
    ? say.callsOf(words.or(when.operators.map((id) => nameOf(known.operators, id))))
    : "";
  const share = rule.share !== undefined && rule.share !== 100 ? say.share(rule.share) : "";
  const which = `${calls}${people}${numbers}${queues}${when.consent ? say.consent[when.consent] : ""}${share}`;
  const told = rule.announce ? say.announce : "";
  return say.sentence(which, `${rule.record ? say.record.yes : say.record.no}${told}${rule.switchable ? say.switchable : ""}`);
}

export function calendarSentence(calendar: RuleCalendar): string {
  const open = calendar.week ? say.open(weekOf(calendar.week)) : say.alwaysOpen;
  return say.calendarLine(open, calendar.zone, calendar.holidays?.length ?? 0);
}

/** Days in a row that are alike stand together: Mon–Fri 09:00-18:00 · Sat–Sun free. */
function weekOf(week: NonNullable<RuleCalendar["week"]>): string {
  const alike: { first: string; last: string; hours: string }[] = [];
  for (const day of DAYS) {
    const hours = week[day]?.join(", ") || say.free;
    const before = alike.at(-1);
    if (before?.hours === hours) before.last = day;
    else alike.push({ first: day, last: day, hours });
  }
  const short = words.calendars.short;
  return alike
    .map(({ first, last, hours }) => `${short[first]}${first === last ? "" : `–${short[last]}`} ${hours}`)
    .join(" · ");
}

/** One step of a dry run. */
export function stepSentence(step: PlanStep, known: RuleVocabulary): string {
  const everybody = [...known.queues, ...known.operators];
  const names = words.and(step.targets.map((id) => nameOf(everybody, id)));
  return words.dry.steps[step.kind]?.(names, words.dry.seconds(step.seconds)) ?? `${step.kind} ${names}`;
}

const named = (name: string | undefined, sentence: string): string => (name ? say.named(name, sentence) : sentence);

/** A whole book as lines, to hold one against another. */
export function lines(document: RuleDocument, known: RuleVocabulary): readonly string[] {
  return [
    ...(document.rules ?? []).map((rule) => named(rule.name, sentence(rule, known))),
    ...(document.recording ?? []).map((rule) => named(rule.name, recordingSentence(rule, known))),
    ...Object.entries(document.calendars ?? {}).map(([name, hours]) => named(name, calendarSentence(hours))),
  ];
}
