// Вебхуки и токены программ.

import type * as en from "../../en/admin/connections";
import { apart } from "../../pieces";
import { many } from "../pieces";

const events = (count: number): string => many(count, { one: "# событие", few: "# события", many: "# событий" });

export const webhooks: typeof en.webhooks = {
  heading: "Вебхуки",
  about: "Адреса, куда отправляются события: с подписью, по порядку внутри звонка, с повторами в течение суток.",
  empty: "События никуда не отправляются.",
  add: "Добавить адрес",
  url: "Адрес",
  urlHint: "https://…",
  types: "Типы событий",
  typesHint: "Если не выбрано: все",
  all: "все типы событий",
  secret: "Этим секретом подписываются события. Сохраните его сейчас: больше он не будет показан.",
  active: "включён",
  inactive: "выключен",
  on: "Включить",
  off: "Выключить",
  waiting: (count) => `в ожидании: ${events(count)}`,
  dead: (count) => `не доставлено: ${events(count)}`,
  well: "всё доставлено",
  show: "Показать их",
  hide: "Скрыть их",
  event: (type, when) => `${type}, ${when}`,
  gave: (attempts, when) =>
    `отправка прекращена ${when} после ${many(attempts, { one: "# попытки", few: "# попыток", many: "# попыток" })}`,
  resendAll: "Отправить всё снова",
  resend: "Отправить снова",
  resent: (count) => `Отправляется снова: ${events(count)}.`,
  removeSure: "Удалить адрес и всё, что его ждёт?",
};

export const tokens: typeof en.tokens = {
  heading: "Токены программ",
  about: "По токену программа получает доступ — ровно к тому, что названо в его правах.",
  empty: "Токенов нет.",
  add: "Создать токен",
  name: "Название программы",
  nameHint: "Строчные латинские буквы, цифры и . _ -",
  scopes: "Что ей можно",
  scopeWords: {
    audit: "читать журнал действий",
    "calls.all": "читать все звонки",
    "calls.place": "совершать звонки",
    "clients.read": "читать клиентов",
    "clients.write": "изменять клиентов",
    events: "читать поток событий",
    live: "видеть, что происходит сейчас",
    logins: "управлять учётными записями",
    "metrics.read": "читать метрики",
    obligations: "работать со списком пропущенных",
    "obligations.close": "закрывать любые обещания",
    "recordings.read": "слушать записи",
    reports: "читать отчёты",
    rules: "менять правила",
    "rules.read": "читать правила",
    settings: "управлять вебхуками",
    tokens: "создавать токены",
  },
  days: "Срок действия",
  forever: "бессрочно",
  daysCount: (days) => many(days, { one: "# день", few: "# дня", many: "# дней" }),
  noScope: "Выберите хотя бы одно.",
  secret: (name) => `Токен программы ${apart(name)}. Сохраните его сейчас: больше он не будет показан.`,
  made: (who, when) => `создан ${when}: ${apart(who)}`,
  expires: (when) => `до ${when}`,
  expired: (when) => `истёк ${when}`,
  noEnd: "бессрочный",
  used: (when) => `последнее обращение ${when}`,
  unused: "не использовался",
  revoke: "Отозвать",
  revokeSure: "Со следующего запроса он ничего не откроет. Отозвать?",
};

export const secret: typeof en.secret = { copy: "Копировать", copied: "Скопировано", kept: "Я его сохранил" };
