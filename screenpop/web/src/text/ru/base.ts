// То, что говорит любой раздел.

import type * as en from "../en/base";
import { age as written } from "../format";
import { apart } from "../pieces";

export { clock, count, language, when } from "../format";

export const product = "ccengine";

const UNITS = { second: "с", minute: "мин", hour: "ч", day: "д" };
export const age = (ms: number): string => written(ms, UNITS);

export const status: typeof en.status = {
  offline: "Не в сети",
  available: "Готов",
  ringing: "Звонит",
  busy: "В разговоре",
  wrap_up: "После звонка",
  paused: "Пауза",
  unknown: "Состояние неизвестно",
};

export const link: typeof en.link = {
  live: "Связь есть",
  connecting: "Подключение…",
  lost: (age) => `Нет связи: данные ${age} назад`,
  none: "У этой учётной записи нет телефона",
};

export const done: typeof en.done = {
  passed: (name) => `Звонок передан: ${apart(name)}.`,
  parked: "На парковке: звонок видят все, забрать может каждый.",
  calling: (who) => `Сначала зазвонит ваш телефон, затем ${apart(who)}.`,
};

export const problem: typeof en.problem = {
  unreachable: "Сервер недоступен. Ничего не изменено.",
  slow: "Сервер не ответил вовремя. Проверьте, прежде чем повторять.",
  unknown: (status) => `Сервер отказал (${status}).`,
  close: "Закрыть",
  notLoaded: "Не удалось загрузить эту страницу.",
  keptClosed: "Браузер не дал открыть страницу клиента. Разрешите всплывающие окна для этого адреса или нажмите L.",
  again: "Повторить",
};

export const ringing: typeof en.ringing = {
  title: (who) => `☎ ${apart(who)}`,
  said: (who, company) => `Звонит ${apart(who)}${company && `, ${apart(company)}`}`,
  body: (company, why) => [company, why].filter(Boolean).join("\n"),
};
