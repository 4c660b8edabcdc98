// Адресные книги и номера, где бы они ни стояли.

import { apart, byCode } from "../pieces";
import { many } from "./pieces";

export const number = {
  call: (number: string) => `Позвонить: ${apart(number)}`,
  copy: (number: string) => `Скопировать ${apart(number)}`,
  copied: (number: string) => `Номер ${apart(number)} скопирован.`,
  notCopied: "Браузер не разрешает странице копировать.",
};

export const link = {
  heading: "Позвонить по этому номеру?",
  asked: "Об этом просит ссылка. Пока вы не согласитесь, ничего не набирается.",
  call: "Позвонить",
  leave: "Не звонить",
  none: "В этой ссылке нет номера телефона",
  noneHint: "Она отклонена, ничего не набрано. В номере бывают цифры, плюс в начале, а между цифрами пробелы, точки, дефисы и скобки.",
  noPhone: "У этого логина нет телефона.",
  close: "Закрыть",
  settings: "Ссылки с номерами",
  register: "Открывать ссылки tel: здесь",
  registered: "Браузер спросит, можно ли этой странице их открывать.",
};

export const dial = {
  label: "Позвонить: номер или имя",
  found: "Кто это может быть",
  kinds: byCode({ colleague: "Коллега", client: "Клиент", contact: "Контакт" }),
};

export const card = {
  from: byCode({ own: "из ваших контактов", shared: "из общих контактов" }),
  add: "В мои контакты",
  added: (name: string) => `${apart(name)} теперь в ваших контактах.`,
};

export const keys = {
  search: "Искать",
  move: "Следующий контакт, предыдущий",
  call: "Позвонить по первому номеру",
  edit: "Изменить",
  add: "Новый контакт",
  favourite: "В избранное или из него",
};

export const heading = "Контакты";
export const search = "Имя, компания или часть номера";
export const filters = byCode({ "": "Все", favourites: "Избранные", own: "Мои", shared: "Общие" });
export const filter = "Показать";
export const group = "Группа";
export const everyGroup = "Все группы";
export const list = "Найденные контакты";
export const none = "Никто не найден.";
export const empty = "Контактов пока нет. Добавьте первый или загрузите файл.";
export const more = "Показать ещё";
export const nothingChosen = "Выберите контакт или начните вводить имя.";
export const back = "К списку";
export const add = "Новый контакт";
export const importing = "Файлы";
export const doubles = "Двойники";
export const changes = "Изменения";
export const books = byCode({ own: "Мои контакты", shared: "Общие контакты" });
export const inBook = byCode({ own: "В ваших контактах", shared: "В общих контактах" });
export const favourite = "Избранный";

export const contact = {
  edit: "Изменить",
  remove: "Удалить",
  removeSure: (name: string) => `Удалить ${apart(name)}? Это можно отменить в «Изменениях».`,
  removeDo: "Удалить",
  cancel: "Отмена",
  removed: (name: string) => `Контакт ${apart(name)} удалён.`,
  saved: (name: string) => `Контакт ${apart(name)} сохранён.`,
  phones: "Номера",
  emails: "Эл. почта",
  groups: "Группы",
  note: "Заметка",
};

export const form = {
  heading: "Новый контакт",
  editing: (name: string) => `Изменить: ${apart(name)}`,
  name: "Имя",
  company: "Компания",
  position: "Должность",
  phone: "Номер",
  phoneNth: (nth: number) => `Номер ${nth}`,
  email: "Эл. почта",
  emailNth: (nth: number) => `Эл. почта ${nth}`,
  label: "Пометка",
  labelOf: (what: string) => `${what}: пометка`,
  anotherPhone: "Ещё номер",
  anotherEmail: "Ещё почта",
  groups: "Группы, каждая с новой строки",
  note: "Заметка",
  fields: "Ещё",
  field: "Что",
  fieldNth: (nth: number) => `Поле ${nth}: что`,
  value: "Значение",
  valueNth: (nth: number) => `Поле ${nth}: значение`,
  anotherField: "Ещё поле",
  book: "Где хранить",
  save: "Сохранить",
  saveKey: "Ctrl+Enter",
  cancel: "Отмена",
};

/** Что известно о контакте и чем считаются столбцы файла. */
export const fields = byCode({
  name: "Имя",
  given: "Имя без фамилии",
  middle: "Отчество",
  family: "Фамилия",
  company: "Компания",
  position: "Должность",
  phone: "Номер",
  phones: "Номера",
  email: "Эл. почта",
  emails: "Эл. почта",
  groups: "Группы",
  note: "Заметка",
  label: "Пометка номера или адреса",
  field: "отдельное поле",
});
export const fieldNth = (nth: number) => `Поле ${nth}`;

export const bringIn = {
  heading: "Импорт контактов",
  about: "CSV от Google, Outlook или таблицы либо vCard (.vcf) с телефона. Сначала видно, что произойдёт, и только потом это делается.",
  file: "Файл",
  into: "Куда",
  looking: "Файл читается…",
  will: (counts: string) => `Произойдёт вот что: ${counts}.`,
  done: (counts: string) => `Загружено: ${counts}.`,
  counts: {
    new: (count: number) => many(count, { one: "# новый", few: "# новых", many: "# новых" }),
    changed: (count: number) => many(count, { one: "# изменится", few: "# изменятся", many: "# изменятся" }),
    same: (count: number) => many(count, { one: "# без изменений", few: "# без изменений", many: "# без изменений" }),
    refused: (count: number) => many(count, { one: "# отклонён", few: "# отклонены", many: "# отклонены" }),
  },
  what: byCode({ new: "Новый", changed: "Изменится", same: "Без изменений", refused: "Отклонён" }),
  line: (line: number) => `строка ${line}`,
  leftOut: (what: string) => `не сохранится: ${apart(what)}`,
  noNumber: (what: string) => `${apart(what)} — не номер телефона: сохранится отдельным полем`,
  first: (count: number) =>
    many(count, { one: "Показана первая строка.", few: "Показаны первые # строки.", many: "Показаны первые # строк." }),
  columns: "Как поняты столбцы",
  encoding: (encoding: string) => `Прочитано как ${encoding}.`,
  act: (count: number) =>
    many(count, { one: "Загрузить # контакт", few: "Загрузить # контакта", many: "Загрузить # контактов" }),
  nothing: "Загружать нечего.",
  undo: "Отменить импорт",
  undone: "Импорт отменён.",
  give: "Выгрузить контакты",
  giveAbout: "Вся книга одним файлом.",
  forms: byCode({ csv: "CSV (Google, таблицы)", vcard3: "vCard 3.0 (телефоны, Outlook)", vcard4: "vCard 4.0" }),
};

export const twice = {
  heading: "Двойники",
  about: "Кто остаётся, сохраняет своё имя; номера, заметки и всё остальное от других переходит к нему. Это можно отменить в «Изменениях».",
  ways: byCode({ number: "Один номер", name: "Одно имя и компания" }),
  by: "Что общего",
  none: byCode({ number: "Общих номеров ни у кого нет.", name: "Одинаковых имён нет." }),
  stays: "кто остаётся?",
  leave: "не трогать",
  merge: (name: string) => `Объединить: ${apart(name)}`,
  merged: (name: string) => `Объединено: ${apart(name)}.`,
};

export const past = {
  heading: "Что сделано",
  about: "За последние 30 дней. Отменяется целиком, пока эти же контакты никто не изменил.",
  none: "Пока ничего.",
  what: byCode({
    created: "Добавлен",
    changed: "Изменён",
    deleted: "Удалён",
    merged: "Объединены",
    imported: "Импорт",
    undone: "Отмена",
  }),
  contacts: (count: number) => many(count, { one: "# контакт", few: "# контакта", many: "# контактов" }),
  undo: "Отменить",
  isUndone: "отменено",
  done: "Отменено.",
};
