// Рабочее место: звонки, заметки к ним, последние звонки.

import type * as en from "../en/desk";
import { apart } from "../pieces";
import { many } from "./pieces";

const missedSince = (missed: number, age: string): string =>
  missed === 1
    ? `пропущен ${age} назад`
    : `${many(missed, { one: "# пропущенный", few: "# пропущенных", many: "# пропущенных" })}, первый ${age} назад`;

export const idle: typeof en.idle = {
  available: "Вы готовы принимать звонки.",
  availableHint: "Следующий звонок появится здесь до того, как вы ответите.",
  paused: (reason) => (reason ? `У вас пауза: ${apart(reason)}.` : "У вас пауза."),
  offline: "Вы не в сети.",
  closedHint: "Звонки к вам не поступают.",
  becomeAvailable: "Начать приём звонков",
  wrap_up: "Звонок завершён.",
  wrapUpHint: "Допишите заметку: следующий звонок придёт, когда вы будете готовы.",
  busy: "Ваш телефон занят.",
  unknown: "Ожидаем ваше состояние с сервера.",
  gone: {
    answered_elsewhere: "ответил коллега",
    caller_gone: "клиент положил трубку до ответа",
    no_answer: "нет ответа",
    declined: "отклонён",
    busy: "ваш телефон был занят",
    unreachable: "ваш телефон был недоступен",
    withdrawn: "звонок отозван",
    moved: "передан дальше",
    done: "завершён",
  },
  keys: [
    ["D", "набрать номер"],
    ["?", "все клавиши"],
  ],
  last: (who, how, when) => [who, `${how}, ${when}`],
};

export const card: typeof en.card = {
  unknown: "Неизвестный клиент",
  withheld: "Номер скрыт",
  noNumber: "Без номера",
  states: {
    ringing: "Звонит",
    dialling: "Вызов",
    talking: "Разговор",
    held: "На удержании",
    ended: "Завершён",
  },
  directions: { inbound: "Входящий", outbound: "Исходящий", internal: "Внутренний" },
  direction: { inbound: "Входящий звонок", outbound: "Исходящий звонок", internal: "Внутренний звонок" },
  responsible: "Ответственный",
  responsibleYou: "вы",
  nobody: "нет",
  dialled: "Набран номер",
  why: "Почему здесь",
  clocks: { ringing: "Ожидает", dialling: "Вызов", talking: "Разговор", held: "На удержании" },
  promise: (missed, age) => `Этому клиенту нужно перезвонить: ${missedSince(missed, age)}.`,
  wasOwed: (missed, age) => `Клиенту нужно было перезвонить: ${missedSince(missed, age)}.`,
  over: "Звонок завершён. Запишите главное.",
  lastCalls: "Последние звонки",
  noLastCalls: "Раньше звонков не было.",
  answer: "Ответить",
  hangUp: "Завершить",
  decline: "Отклонить",
  passTo: (name) => `Передать: ${apart(name)}`,
  transfer: "Перевести",
  complete: "Завершить перевод",
  cancel: "Вернуть клиента",
  document: "В CRM",
  report: "Отчёт",
  consulting: (name) => `Консультация: ${apart(name)}. Клиент на удержании.`,
  swapped: (name) => `Вы говорите с клиентом. ${apart(name)} на удержании.`,
  conference: "Втроём",
  swap: "Переключиться",
  park: "На парковку",
};

export const recording: typeof en.recording = {
  states: { on: "Идёт запись", paused: "Запись на паузе", off: "Без записи" },
  over: { on: "Записан", paused: "Записан частично", off: "Без записи" },
  switches: { on: "Приостановить запись", paused: "Продолжить запись", off: "Записывать" },
  forGood: "Не записывать совсем",
  silent: (from, to, who) =>
    `Без записи с ${from}${to ? ` до ${to}` : ""}${who ? `: ${apart(who)}` : " — по правилу"}.`,
};

export const who: typeof en.who = {
  several: (count) =>
    `${many(count, {
      one: "# клиент с этим номером",
      few: "# клиента с этим номером",
      many: "# клиентов с этим номером",
    })}. Кто звонит?`,
  others: "Клиенты с этим номером",
  stranger: "Кто это? По имени найдётся известный клиент или создастся новый.",
  make: "Новый клиент",
  known: "известен",
  chosen: (name) => `Это ${apart(name)}: следующий звонок с этого номера сразу покажет его.`,
};

export const transfer: typeof en.transfer = {
  search: "Коллега, отдел, очередь или номер",
  responsible: "ответственный",
  none: "Никого с таким именем.",
  queue: "Очередь",
  number: "Номер",
  consult: "С консультацией",
  hint: "Enter — перевести сразу · Shift+Enter — сначала консультация · Esc — закрыть",
};

export const note: typeof en.note = {
  heading: "Заметка",
  key: "N",
  headingAfter: (who) => `После звонка: ${apart(who)}`,
  note: "О чём договорились?",
  result: "Результат",
  save: "Сохранить",
  saveKey: "Ctrl+Enter",
  skip: "Закрыть без заметки",
  saved: (when) => `Сохранено ${when}`,
  refused: (problem) => `Не сохранено: ${problem}`,
  waiting: (count) =>
    `${many(count, {
      one: "# заметка ждёт",
      few: "# заметки ждут",
      many: "# заметок ждут",
    })} отправки. Хранится на этом компьютере, попытки продолжаются.`,
};

export const recent: typeof en.recent = {
  heading: "Последние звонки",
  none: "Звонков ещё не было.",
  outcomes: {
    answered: "отвечен",
    abandoned: "пропущен",
    no_answer: "нет ответа",
    busy: "занято",
    declined: "отклонён",
    failed: "сбой",
    unknown: "неизвестно",
  },
  play: "Запись",
  recording: {
    "": "Записи нет.",
    making: "Запись готовится.",
    missing: "Запись не найдена.",
    failed: "Запись не удалась.",
    short: "Запись короче разговора.",
    not_recorded: "Не записан — по правилу.",
  },
  route: "Почему звонок пошёл сюда",
};
