// Times, dates and numbers as the chosen locale writes them, in the time zone of the house. The
// clock has 24 hours everywhere, as it has in the reports.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let locale = "en-GB";
let zone: string | undefined; // Unknown before somebody has logged in: this computer's.
let made = new Map<object, Intl.DateTimeFormat>();

/** The locale in which everything is written from now on. */
export function writeIn(tag: string): void {
  locale = tag;
  made = new Map();
}

/** The time zone of the house: operators in another city see the same clock. */
export function liveIn(name: string | undefined): void {
  if (name === zone) return;
  zone = name;
  made = new Map();
}

export const chosenLocale = (): string => locale;
export const houseZone = (): string => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

type Options = Intl.DateTimeFormatOptions;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const satisfies Options;
const TIME: Options = CLOCK;
const DAY_AND_TIME: Options = { weekday: "short", ...CLOCK };
const DATE: Options = { day: "numeric", month: "short" };
const WHOLE_DATE: Options = { weekday: "long", day: "numeric", month: "long" };
const STAMP: Options = { day: "numeric", month: "short", year: "numeric", ...CLOCK };
const WALL: Options = { ...CLOCK, numberingSystem: "latn" };
const CALENDAR: Options = { year: "numeric", month: "2-digit", day: "2-digit" };

function written(at: number, options: Options): string {
  let format = made.get(options);
  if (!format) {
    const tag = options === CALENDAR || options === WALL ? "en-CA" : locale;
    format = new Intl.DateTimeFormat(tag, zone ? { ...options, timeZone: zone } : options);
    made.set(options, format);
  }
  return format.format(at);
}

/** 14:05. */
export const time = (at: number): string => written(at, TIME);
/** 22 Nov. */
const date = (at: number): string => written(at, DATE);
/** Sunday 22 November. */
export const wholeDate = (at: number): string => written(at, WHOLE_DATE);
/** 22 Nov 2026, 14:05. */
export const stamp = (at: number): string => written(at, STAMP);
/** 2026-11-22, the day of the house's calendar. */
export const dayOf = (at: number): string => written(at, CALENDAR);

/** A moment as a date-and-time field shows it, by the clock of the house: 2026-11-22T14:05. */
export const wall = (at: number): string => `${dayOf(at)}T${written(at, WALL)}`;

/** The moment that a date-and-time field means; where the clock is set back, the first of the two. */
export function moment(wallClock: string): number {
  const told = Date.parse(`${wallClock}Z`);
  const ahead = (at: number): number => Date.parse(`${wall(at)}Z`) - Math.floor(at / MINUTE) * MINUTE;
  return told - ahead(told - ahead(told));
}

const dayNumber = (at: number): number => Date.parse(dayOf(at)) / DAY;

/** When it was, as short as it is clear: 14:05 today, Fri 14:05 in the last days, 22 Nov before. */
export function when(at: number, now: number): string {
  const ago = dayNumber(now) - dayNumber(at);
  if (ago <= 0) return time(at);
  return ago <= 5 ? written(at, DAY_AND_TIME) : date(at);
}

/** A running clock: 0:07, 12:30, 1:02:03. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** How a language shortens its units of time. */
export interface Units {
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
}

/** How long something has lasted, short enough to stand beside a name: 7 s, 12 min, 3 h 5 min. */
export function age(ms: number, units: Units): string {
  const passed = Math.max(0, ms);
  if (passed < MINUTE) return `${Math.floor(passed / 1000)} ${units.second}`;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} ${units.minute}`;
  const [large, small] = passed < DAY ? ([HOUR, MINUTE] as const) : ([DAY, HOUR] as const);
  const [one, other] = passed < DAY ? [units.hour, units.minute] : [units.day, units.hour];
  const rest = Math.floor((passed % large) / small);
  return `${Math.floor(passed / large)} ${one}${rest ? ` ${rest} ${other}` : ""}`;
}

export const count = (amount: number): string => new Intl.NumberFormat(locale).format(amount);

/** What a language is called in the chosen one; a code that is none stays as it came. */
export const language = (code: string): string => called("language", code);

/** What a country is called, by its two letters. */
export const country = (code: string): string => called("region", code);

function called(type: Intl.DisplayNamesType, code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type, fallback: "code" }).of(code) ?? code;
  } catch {
    return code;
  }
}

type WeekInfo = { readonly firstDay: number };
type WithWeek = Intl.Locale & { getWeekInfo?(): WeekInfo; readonly weekInfo?: WeekInfo };

/** The day a week begins with, 1 for Monday to 7 for Sunday. Not every browser knows. */
export function firstDay(): number {
  const known: WithWeek = new Intl.Locale(locale);
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1;
}
