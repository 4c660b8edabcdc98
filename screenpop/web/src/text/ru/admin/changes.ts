// Изменение правил: черновик, версии, проверка.

import type * as en from "../../en/admin/changes";
import { apart } from "../../pieces";
import { many } from "../pieces";

const seconds = (count: number): string => (count ? `, ${count}\u00a0с` : "");

export const draft: typeof en.draft = {
  heading: "Ваш черновик",
  headingInForce: "Действует",
  inForce: (version, who, when) =>
    version ? `Действует версия ${version}: ${apart(who)}, ${when}.` : "Правил ещё никто не писал: действуют обычные.",
  comment: (comment) => `«${apart(comment)}»`,
  changed: (version) => `Вы изменили версию ${version}. Звонки пока идут по действующим правилам.`,
  kept: "Черновик хранится на этом компьютере.",
  checking: "Проверка…",
  good: "Ошибок нет.",
  bad: (count) =>
    `${many(count, {
      one: "# ошибку нужно исправить",
      few: "# ошибки нужно исправить",
      many: "# ошибок нужно исправить",
    })}, прежде чем ввести его в действие.`,
  staleProblems: (count) =>
    `${many(count, {
      one: "# правило утратило",
      few: "# правила утратили",
      many: "# правил утратили",
    })} смысл с тех пор, как было написано.`,
  unchecked: "Проверить не удалось.",
  why: "Что изменено и почему?",
  save: "Ввести в действие",
  discard: "Удалить черновик",
  discardSure: "Отбросить ваши изменения?",
  saved: (version) => `Версия ${version} действует.`,
  overtaken: (version, who) =>
    `Вас опередили: пока вы работали, введена в действие версия ${version} (${apart(who)}). Ваш черновик сохранён.`,
  onTop: "Оставить мой черновик поверх неё",
  onTopHint: "Тогда ваш черновик целиком заменит эту версию.",
  takeTheirs: "Принять эту версию, мой отбросить",
  differences: "Что отличается",
  same: "Совпадает с действующими правилами.",
  gone: "убрано",
  fresh: "новое",
  reordered: "Изменён порядок.",
};

export const versions: typeof en.versions = {
  heading: "Версии",
  about: "Хранятся все версии.",
  line: (version) => `Версия ${version}`,
  isInForce: "действует",
  open: "Посмотреть",
  close: "Закрыть",
  back: "Взять как черновик",
  backSure: "Она заменит ваш черновик.",
  took: (version) => `Версия ${version} теперь ваш черновик; введите его в действие, чтобы к ней вернуться.`,
  more: "Более старые",
  none: "Правила ещё никто не менял.",
};

export const dry: typeof en.dry = {
  heading: "Проверить на примере",
  about: "Куда пойдёт звонок, шаг за шагом, пока никто не ответит. Ничего не меняется, никому не звонят.",
  number: "Номер звонящего",
  numberHint: "Пусто: номер скрыт",
  dialled: "Набранный номер",
  at: "Момент",
  atHint: "Пусто: сейчас",
  suppose: "Операторы",
  states: { now: "как сейчас", available: "все готовы", offline: "никого нет" },
  run: "Проверить",
  draft: "По вашему черновику",
  inForce: "По действующим правилам",
  client: (name) => `Звонит ${apart(name)}.`,
  nobody: "Звонящего нет в справочнике.",
  unusable: "Сначала исправьте ошибки черновика.",
  steps: {
    ring: (names, seconds) => `Звонит: ${names}${seconds}`,
    queue: (names, seconds) => `Ждёт в очереди ${names}${seconds}`,
    callback: (names, seconds) => `Предлагает перезвонить, сохраняя место в очереди ${names}${seconds}`,
    voicemail: (names, seconds) => `Принимает сообщение: ${names}${seconds}`,
    play: (names) => `Проигрывает объявление ${names}`,
    hangup: () => "Завершает звонок",
  },
  seconds,
  byRule: (id) => `правило ${id}`,
};
