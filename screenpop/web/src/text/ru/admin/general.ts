// Общее для всех страниц администрирования.

import type * as en from "../../en/admin/general";

export { country, stamp } from "../../format";
export { and, or } from "../pieces";

export const heading = "Администрирование";
export const pages: typeof en.pages = {
  rules: "Правила",
  people: "Люди",
  queues: "Очереди",
  numbers: "Номера и часы",
  dialling: "Исходящие",
  departments: "Отделы",
  pauses: "Перерывы и итоги",
  connections: "Интеграции",
  watch: "Контроль",
};
export const loading = "Загрузка…";
export const again = "Повторить";
export const remove = "Удалить";
export const yes = "Да";
export const no = "Нет";
export const done = "Готово";
export const add = "Добавить";
