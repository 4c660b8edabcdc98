// Что не так в поле, в файле или в правиле: шаблоны сервера и наши слова. Перед причиной стоит название поля.

import type { Catalogue } from "../en";

export const faults: Catalogue["problems"] = {
  "Some fields cannot be used: {faults}": "Некоторые поля заполнены неверно: {faults}",
  "cannot be used": "так нельзя",

  // Любое поле
  "must be text": "должно быть текстом",
  "must be a list": "должно быть списком",
  "must be an object": "должно быть объектом",
  "must be an object of labels and texts": "должно быть объектом из названий и текстов",
  "must be text, at most 80 characters": "должно быть текстом не длиннее 80 знаков",
  "must be text without control characters, at most 80":
    "должно быть текстом не длиннее 80 знаков, без управляющих символов",
  "must be an id of letters, digits, _ and -, at most 40 of them": "латинские буквы, цифры, _ и -, не больше 40 знаков",
  "a name has letters, digits, _ and -, at most 40 of them": "в названии — латинские буквы, цифры, _ и -, не больше 40 знаков",
  "must be one of: {known}": "должно быть одним из: {known}",
  "must be a date such as 2027-01-01": "должно быть датой вида 2027-01-01",
  "is not known; known are {known}": "такого поля нет; есть {known}",
  "is there twice": "указано дважды",
  "at most {most}": "не больше {most}",
  "holds a control character or a line break": "содержит управляющий символ или перенос строки",
  "has more than {most} characters": "длиннее {most} знаков",
  "has more than {most} numbers": "номеров больше {most}",
  "has more than {most} lines": "строк больше {most}",
  "has more than {most} groups": "групп больше {most}",
  "has more than {most} fields": "полей больше {most}",
  "has an unknown field '{name}'": "лишнее поле {name}",
  "must not hold {sign}": "не должно содержать {sign}",

  // Клиент, контакт
  "is no field of a client": "у клиента такого поля нет",
  "is no field of a contact": "у контакта такого поля нет",
  "is no phone number": "не похоже на номер телефона",
  "is no phone number of this country, nor one with a country code": "нет такого номера: ни в этой стране, ни с кодом страны",
  "is no e-mail address": "не похоже на адрес эл. почты",
  "must be given, or a company, a number or an e-mail address": "укажите имя, компанию, номер или эл. почту",
  "names an operator who does not exist": "такого оператора нет",
  "must be a country's code, such as UZ": "должно быть кодом страны, например UZ",
  "must be a language's code, such as uz or en-GB": "должно быть кодом языка, например uz или en-GB",
  "must be a list of numbers": "должно быть списком номеров",
  "must be yes or no, or empty where nobody has asked": "yes или no, а если клиента не спрашивали — пусто",
  "must not begin with number: (such clients stand for a number)":
    "не должно начинаться с number: (так обозначены номера без имени)",
  "must be 1 to 100 letters, digits and . _ : @ ~ - (a letter or digit first)":
    "от 1 до 100 латинских букв, цифр и знаков . _ : @ ~ -, первой — буква или цифра",
  "must be an address: letters, digits and signs, others written as %XX":
    "должно быть адресом: латинские буквы, цифры и знаки, остальное — как %XX",
  "has a placeholder that is none of {known}": "лишняя подстановка; возможны только {known}",
  "has a brace that belongs to no placeholder of {known}": "лишняя фигурная скобка; подстановки — только {known}",
  "is no address that can be read": "такой адрес не прочитать",
  "must begin with http:// or https:// and a host": "должно начинаться с http:// или https:// и имени сервера",
  "must not hold a login": "не должно содержать логин",
  "must name its host itself, without a placeholder": "имя сервера должно быть указано прямо, без подстановки",

  // Файл контактов
  "The file is empty.": "Файл пуст.",
  "The file is no text: save it as UTF-8 and try again.": "Это не текстовый файл: сохраните его в UTF-8 и повторите.",
  "The file has more than {most} MiB; import it in parts.": "Файл больше {most} МиБ: загружайте по частям.",
  "The file holds more than {most} contacts; import it in parts.": "В файле больше {most} контактов: загружайте по частям.",
  "The head row cannot be read.": "Не удалось прочитать первую строку файла.",
  "The first line must name the columns (such as Name, Company, Phone, E-mail), at most {most} of them.":
    "В первой строке должны быть названия столбцов (например, Имя, Компания, Телефон, Почта), не больше {most}.",
  "cannot be read: {problem}": "строку не прочитать: кавычки или разделители стоят не на месте",
  "has more cells than the head row has columns": "значений больше, чем столбцов в первой строке",
  "has no end (END:VCARD)": "карточка не закончена: нет END:VCARD",
  "has a line that is none of a vCard: line {line}": "строка {line} — не из vCard",

  // Правила: что не так
  "The rules cannot be used: {problems}": "Эти правила применить нельзя: сначала исправьте то, что отмечено.",
  "'{id}' is the id of another rule too": "код {id} есть и у другого правила",
  "'{zone}' is no time zone, such as Asia/Tashkent": "часового пояса {zone} нет; например: Asia/Tashkent",
  "has no working time at all": "рабочего времени нет совсем",
  "a rule of kind {kind} has none": "такому правилу это не нужно",
  "means nothing to a rule of kind {kind}": "для такого правила ничего не значит",
  "must name a queue": "выберите очередь",
  "must name a skill": "выберите навык",
  "must name a department": "выберите отдел",
  "must name a queue or operator": "выберите очередь или оператора",
  "must name a sound": "укажите звук",
  "there is no queue '{queue}'": "очереди {queue} нет",
  "there is no queue '{name}'": "очереди {name} нет",
  "there is no operator '{name}'": "оператора {name} нет",
  "there is no queue and no operator '{name}'": "ни очереди, ни оператора {name} нет",
  "there is no dialled number '{name}'": "номера {name} среди наших нет",
  "there is no operator in the department '{name}'": "в отделе {name} нет операторов",
  "there is no queue of a department '{department}'": "у отдела {department} нет очереди",
  "there is no calendar '{calendar}'": "календаря {calendar} нет",
  "must say open or closed, for the calendar '{calendar}'": "выберите, в рабочее время или вне его: указан календарь {calendar}",
  "the id of a sound has letters, digits and _ only": "в коде звука — только латинские буквы, цифры и _",
  "there is no sound '{sound}'; a house's own stand in the settings, [pbx] sounds":
    "звука {sound} нет; свои звуки перечисляются в настройках: [pbx] sounds",
  "can never apply: nobody takes calls of the queue '{queue}'": "не сработает никогда: звонки очереди {queue} никто не принимает",
  "can never apply: nobody has the skill '{skill}'": "не сработает никогда: навыка {skill} ни у кого нет",
  "can never apply: the responsible of a client is rung, and this is a withheld caller":
    "не сработает никогда: у звонящего со скрытого номера нет ответственного",
  "can never apply: the responsible of a client is rung, and this is an unknown caller":
    "не сработает никогда: у неизвестного звонящего нет ответственного",
  "can never apply: the deputy of a client is rung, and this is a withheld caller":
    "не сработает никогда: у звонящего со скрытого номера нет ответственного, а значит, и заместителя",
  "can never apply: the deputy of a client is rung, and this is an unknown caller":
    "не сработает никогда: у неизвестного звонящего нет ответственного, а значит, и заместителя",
  "can never apply: who talked last with a client is rung, and this is a withheld caller":
    "не сработает никогда: кто говорил последним со звонящим со скрытого номера, неизвестно",
  "can never apply: who talked last with a client is rung, and this is an unknown caller":
    "не сработает никогда: кто говорил последним с неизвестным звонящим, неизвестно",
  "can never apply: a withheld caller cannot be called back": "не сработает никогда: на скрытый номер не перезвонить",
  "can never apply: without a client there is no responsible with a department":
    "не сработает никогда: без клиента нет ответственного, а значит, и его отдела",
  "can never apply: the rule is for clients for whom nobody is responsible":
    "не сработает никогда: правило — для клиентов, за которых никто не отвечает",
  "can never apply: the rule '{rule}' before it ends all these calls":
    "не сработает никогда: все эти звонки раньше завершает правило {rule}",
  "can never apply: the rule '{rule}' before it leaves it nothing to do":
    "не сработает никогда: правило {rule} выше делает то же самое",
  "can never apply: the rule '{rule}' before it decides all these calls":
    "не сработает никогда: обо всех этих звонках уже решило правило {rule}",
  "can never apply: none of 100 calls": "не сработает никогда: ни один звонок из 100",
  "can never hold: a withheld caller has none": "так не бывает: у звонящего со скрытого номера этого нет",
  "can never hold: an unknown caller has none": "так не бывает: у неизвестного звонящего этого нет",
  "can never hold: this calendar is always open": "так не бывает: в этом календаре рабочее время — всегда",
  "can never hold: these numbers are always open": "так не бывает: эти номера работают круглосуточно",
  "can never hold: these numbers are never open": "так не бывает: у этих номеров нет рабочего времени",
  "can never hold: only inbound calls have one": "так не бывает: это есть только у входящих звонков",
  "can never hold: internal calls have no client": "так не бывает: во внутренних звонках нет клиента",
  "what is not recorded needs no announcement": "если звонок не записывается, предупреждать не о чем",

  // Правила: из чего выбирают
  "at any time": "в любое время",
  "in working hours": "в рабочее время",
  "outside working hours": "в нерабочее время",
  anybody: "кто угодно",
  "a client with a name": "известный клиент",
  "a number that nobody has named": "неизвестный номер",
  "a withheld number": "скрытый номер",
  "calls from outside": "входящие",
  "calls to the outside": "исходящие",
  "calls of two operators": "внутренние",
  "whatever he has said": "неважно",
  "the client has agreed": "клиент согласен",
  "the client has refused": "клиент отказался",
  "nobody has asked him": "клиента не спрашивали",
  "Ring the operator who is responsible for the client.": "Звонить оператору, ответственному за клиента.",
  "Ring the deputy of the client's responsible.": "Звонить заместителю ответственного за клиента.",
  "Ring the operator who talked last with the client; only when nobody is responsible for him.":
    "Звонить оператору, который говорил с клиентом последним; только если за клиента никто не отвечает.",
  "Ring the free operators who have a skill, first those who speak the client's language.":
    "Звонить свободным операторам с нужным навыком; сначала тем, кто говорит на языке клиента.",
  "Let the caller wait in a queue.": "Звонящий ждёт в очереди.",
  "Let the caller wait in the queue of a department.": "Звонящий ждёт в очереди отдела.",
  "Offer the caller to be called back; he presses a key and keeps his place in the queue.":
    "Предложить звонящему перезвонить: он нажимает клавишу и сохраняет место в очереди.",
  "Take a message for a queue or an operator.": "Принять сообщение для очереди или оператора.",
  "Play an announcement, and go on with the rules.": "Проиграть объявление и идти по правилам дальше.",
  "Ring the phones of the dialled number's static route together.":
    "Звонить сразу на все телефоны статического маршрута набранного номера.",
  "End the call.": "Завершить звонок.",
  "the dialled number's ring time": "сколько звонить по набранному номеру",
  "the queue's longest wait": "предельное ожидание в очереди",
  "10 seconds to press the key": "10 секунд на нажатие клавиши",
  "120 seconds of message": "120 секунд на сообщение",
  "the dialled number's queue": "очередь набранного номера",
  "the department of the client's responsible": "отдел ответственного за клиента",
};
