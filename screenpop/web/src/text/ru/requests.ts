// Что сервер отвечает на неверный запрос. Страница так не спрашивает, но программа или старая страница — может.

import type { Catalogue } from "../en";

export const requests: Catalogue["problems"] = {
  "What was given cannot be read; the message says what, where and how to mend it.": "Запрос не прочитать.",
  "Trying again will not help; somebody has to change something.": "Повторять бесполезно: сначала нужно что-то изменить.",
  "Trying again later may help.": "Попробуйте чуть позже.",
  "This is a fault of the server; it has been logged.": "Ошибка на сервере; она записана в журнал.",
  "There is no such address here; GET /api/openapi.json lists them all.":
    "Такого адреса здесь нет; все перечислены в /api/openapi.json.",
  "This address does not take that method; the header Allow lists those it takes.":
    "Этот адрес так не вызывается; как можно — сказано в заголовке Allow.",
  "A body has at most {most} bytes.": "В запросе больше {most} байт.",

  // Тело запроса
  "The body is not JSON.": "Запрос — не JSON.",
  "The body must be a JSON object.": "Запрос должен быть объектом JSON.",
  "The body must be JSON, with Content-Type: application/json.": "Запрос должен быть JSON с Content-Type: application/json.",
  "The body must be a file: Content-Type is one of {known}.": "Запрос должен быть файлом; Content-Type — один из {known}.",
  "Unknown field '{name}'; known are: {known}.": "Поля {name} нет; есть: {known}.",
  "The field '{name}' must be given, as text.": "Поле {name} обязательно, это текст.",
  "The field '{name}' must have {least} to {most} characters.": "В поле {name} должно быть от {least} до {most} знаков.",
  "The field '{name}' holds a character that cannot be kept (NUL or half a pair).":
    "В поле {name} есть символ, который нельзя сохранить.",
  "The field '{name}' must be one of: {known}.": "Поле {name} — одно из: {known}.",
  "The field '{name}' must be a list of some of: {known}.": "Поле {name} — список из: {known}.",
  "The field '{name}' must be a whole number from {least} to {most}.": "Поле {name} — целое число от {least} до {most}.",
  "The field 'text' must hold words.": "Введите текст.",
  "The field 'done' must be true or false.": "Поле done — true или false.",
  "The field 'locked' must be true or false.": "Поле locked — true или false.",
  "The field 'active' must be true or false.": "Поле active — true или false.",
  "The field 'number' must be a phone number: digits, + * # and ( ) . / - between them.":
    "Это не номер телефона: в нём цифры, + * # и между ними ( ) . / -.",
  "The field 'target' must be an operator's or a queue's id, or a number of digits.":
    "Укажите оператора, очередь или номер из цифр.",
  "The field 'reason' must say why: a pause has a reason.": "Выберите причину перерыва.",
  "The field 'reason' must be the id of one of the house's pauses: {known}.": "Такой причины перерыва нет; есть: {known}.",
  "The field 'reason' must say why a supervisor closes this.": "Напишите, почему закрываете.",
  "The field 'until' must lie ahead, and within {days} days.":
    "Отложить можно только на будущее, не дальше чем на столько дней: {days}.",
  "The field 'new' must be an object: the fields of a client.": "Поле new — объект с полями клиента.",
  "Give either 'client', the id of one who is known, or 'new'.": "Укажите либо client (код известного клиента), либо new.",
  "The field 'contacts' must be a list of 1 to {most} ids of contacts.": "Поле contacts — список контактов, от 1 до {most}.",
  "The field 'book' must be 'own' or 'shared'.": "Поле book — own или shared.",
  "The field 'version' must be a whole number.": "Поле version — целое число.",
  "The field 'states' must be an object: operator to state.": "Поле states — объект: оператор и его состояние.",
  "Say which version you have changed: a number in 'version', or If-Match.":
    "Укажите, какую версию вы изменили: число в поле version или заголовок If-Match.",
  "Say which version you have changed: a whole number in 'version', 0 for a new entry.":
    "Укажите, какую версию вы изменили: число в поле version, 0 для новой записи.",
  "A version of the rules is a whole number.": "Версия правил — целое число.",

  // Адрес и параметры
  "A call_id in the address must be a UUID.": "Код звонка в адресе — UUID.",
  "The {what} must be a UUID.": "{what} — это UUID.",
  "An obligation's id in the address must be a whole number.": "Код записи в адресе — целое число.",
  "An event's id in the address is its stream, a colon and a number.": "Код события в адресе — поток, двоеточие и число.",
  "A webhook's id in the address must be a whole number.": "Код вебхука в адресе — целое число.",
  "The parameter '{name}' must be a whole number from 1 to {most}.": "Параметр {name} — целое число от 1 до {most}.",
  "The parameter '{name}' must be one of: {known}.": "Параметр {name} — один из: {known}.",
  "The parameter '{name}' must have at most {most} characters.": "Параметр {name} — не длиннее {most} знаков.",
  "The parameter '{name}' must be given: an ISO date or time, such as 2026-11-22.":
    "Параметр {name} обязателен: дата или время, например 2026-11-22.",
  "The parameter 'by' must be 'number' or 'name'.": "Параметр by — number или name.",
  "The parameter 'version' must be the version that was looked at.": "Параметр version — версия, которую вы видели.",
  "The parameter 'cursor' must be what 'next' of this same list gave; leave it out to begin anew.":
    "Параметр cursor — то, что дал next этого же списка; без него список начинается сначала.",
  "The cursor (Last-Event-ID, or ?after=) cannot be read. It is the id of the last event that was received, one stream:number per stream, each stream once, joined by commas: desk:7,pbx1:120. Without one the stream begins at its first event.":
    "Не прочитать, с какого события продолжить (Last-Event-ID или ?after=): это код последнего полученного, например desk:7,pbx1:120. Без него поток начинается с первого.",
  "This recording has {size} bytes.": "В этой записи {size} байт.",
  "There is no type of event '{name}'.": "Событий вида {name} нет.",

  // Отчёты
  "There is no report '{name}'; there are: {known}": "Отчёта {name} нет; есть: {known}",
  "There is no time zone '{zone}': give an IANA name such as Asia/Tashkent": "Часового пояса {zone} нет; например: Asia/Tashkent",
  "'{name}' is '{given}': give an ISO date or time such as 2026-11-22 or 2026-11-22T09:00":
    "{name}: {given} — не дата; пишите 2026-11-22 или 2026-11-22T09:00",
  "The period ends before it begins: 'to' must lie after 'from'": "Период заканчивается раньше, чем начинается",
  "More than {most} intervals: take longer ones or a shorter period": "Промежутков больше {most}: возьмите их длиннее или период короче",

  // Логины и токены
  "Too many wrong attempts from there; wait a while.": "Слишком много неудачных попыток: подождите немного.",
  "Too many wrong tokens from there; try again in {seconds} s.": "Слишком много неверных токенов; повторите через {seconds} с.",
  "The name or the password is wrong.": "Неверный логин или пароль.",
  "A password has {least} to {most} characters.": "В пароле должно быть от {least} до {most} знаков.",
  "A login's name is small letters, digits and . _ @ -, at most 64.": "Логин — строчные латинские буквы, цифры и . _ @ -, не больше 64.",
  "There is no role '{role}'; there are {known}.": "Роли {role} нет; есть {known}.",
  "A token's name is small letters, digits and . _ -, at most 64.":
    "Название токена — строчные латинские буквы, цифры и . _ -, не больше 64.",
  "A token needs a scope of: {known}.": "Токену нужно хотя бы одно право из: {known}.",
  "There is no scope '{scope}'; there are: {known}.": "Права {scope} нет; есть: {known}.",
  "A token lives for 1 to {most} days; 0 is without end.": "Токен живёт от 1 до {most} дней; 0 — бессрочно.",

  // Вебхуки
  "There is no such webhook.": "Такого вебхука нет.",
  "There are {most} webhooks, and more cannot be; remove one.": "Вебхуков уже {most}, больше нельзя: удалите один.",
  "The field 'url' is no address.": "Это не адрес.",
  "The field 'url' must be an address such as https://crm.example.com/hooks.":
    "Нужен адрес вида https://crm.example.com/hooks.",
  "The field 'url' must hold no user, password or fragment: every event is signed.":
    "В адресе не должно быть логина, пароля и части после #: каждое событие и так подписано.",
  "The field 'url' must begin with https: events hold numbers and names.":
    "Адрес должен начинаться с https: в событиях есть номера и имена.",
  "The field 'url' leads to this machine or a private network, which is not allowed.":
    "Адрес ведёт на этот сервер или в закрытую сеть; это запрещено.",
  "An operator's answer_url must be an http or https address.": "Адрес ответа настольного телефона должен начинаться с http или https.",

  // Проверка правил на примере
  "'{number}' is not one of our numbers; these are: {numbers}.": "Номера {number} среди наших нет; наши: {numbers}.",
  "The caller's number is none; write it like +998901234567, or leave it empty.":
    "Это не номер телефона: пишите +998901234567 или оставьте пустым.",
  "'{operator}' cannot be supposed '{status}': the operators are {operators}, the states {states}.":
    "Предположить, что {operator} — {status}, нельзя: операторы — {operators}, состояния — {states}.",
};
