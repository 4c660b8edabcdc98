// Отказы сервера: его слова по-английски (шаблон) и наши по-русски.

import type { Catalogue } from "../en";
import { faults } from "./faults";
import { requests } from "./requests";

export const problems: Catalogue["problems"] = {
  ...faults,
  ...requests,

  // Вход
  "Log in first.": "Сначала войдите.",
  "Too many failed attempts; try again in {seconds} s.": "Слишком много неудачных попыток; повторите через {seconds} с.",
  "This login belongs to no operator; only an operator can do that.":
    "У этого логина нет телефона; это может сделать только оператор.",
  "The role {role} may not do that.": "Для роли {role} это запрещено.",

  // Сервер и телефония
  "PostgreSQL cannot be reached.": "База данных недоступна. Повторите чуть позже.",
  "Asterisk cannot be reached over AMI.": "Нет связи с телефонией. Повторите чуть позже.",
  "Asterisk did not answer the action in time; it may or may not have been done.":
    "Телефония не ответила вовремя: посмотрите, что получилось, прежде чем повторять.",
  "Asterisk understood the action and refused it.": "Телефония отказалась это сделать.",
  "Another engine owns this node now; this one must not write or act.":
    "Телефонией сейчас управляет другой сервер.",
  "The AMI control connection ended.": "Связь с телефонией прервалась. Повторите чуть позже.",
  "Asterisk cannot be reached over AMI: {problem}.": "Нет связи с телефонией. Повторите чуть позже.",
  "Asterisk refused {action}: {said}": "Телефония отказалась это сделать ({said}).",
  "Asterisk did not answer {action}; it may or may not have been done.":
    "Телефония не ответила вовремя: посмотрите, что получилось, прежде чем повторять.",
  "That is no {what} for Asterisk: '{value}'...": "Телефония такого не примет: {value}…",
  "Asterisk does not know your phone's password yet; try again in a moment.":
    "Телефония ещё не знает ваш телефон; повторите через несколько секунд.",
  "Nobody keeps this PBX's files, so a browser cannot be a phone here: set [pbx] apply_to, or run 'ccengine node' beside the PBX.":
    "Файлы этой АТС никто не ведёт, поэтому браузер здесь телефоном быть не может: задайте [pbx] apply_to или запустите ccengine node рядом с АТС.",
  "PostgreSQL cannot be reached: {problem}": "База данных недоступна. Повторите чуть позже.",
  "The store is not open.": "База данных недоступна. Повторите чуть позже.",
  "The directory does not answer: {problem}": "База клиентов не отвечает. Повторите чуть позже.",
  "node {node} is owned under epoch {epoch}; ours was {own}": "Телефонией сейчас управляет другой сервер.",
  "The desk phone did not say in time whether it answers.": "Настольный телефон не ответил вовремя.",
  "The desk phone cannot be reached.": "Настольный телефон недоступен.",

  // Звонок
  "There is no such live call.": "Этот звонок уже закончился.",
  "This call is no longer with you.": "Этот звонок уже не у вас.",
  "The call is answered already.": "На звонок уже ответили.",
  "This phone cannot be answered from the page; pick it up.":
    "На этом телефоне нельзя ответить со страницы: снимите трубку.",
  "Nobody is responsible for this client.": "За этого клиента никто не отвечает.",
  "You are responsible for this client yourself.": "За этого клиента отвечаете вы сами.",
  "Your phone is in use; end that call first.": "Ваш телефон занят: сначала закончите разговор.",
  "This is no number that can be called (it has {digits} digits).":
    "По этому номеру нельзя позвонить (в нём цифр: {digits}).",
  "Numbers that begin with {begin} are not called from here; an administrator allows them in the administration, under Calls out.":
    "На номера, начинающиеся с {begin}, отсюда не звонят; администратор разрешает их в администрировании, на странице «Исходящие».",
  "You have {running} calls that you placed yourself, and more than {limit} at once are not allowed; end one first.":
    "У вас уже есть свои исходящие звонки ({running}), одновременно разрешено не больше {limit}: закончите один из них.",
  "You have placed {limit} calls within an hour, and more are not allowed; the next one in {minutes} min.":
    "За час вы сделали {limit} звонков, больше нельзя; следующий — через {minutes} мин.",
  "Your phone is not connected.": "Ваш телефон не подключён.",
  "{name} cannot be rung: his phone is not connected.": "{name}: телефон не подключён, звонок туда не пройдёт.",
  "You are asking nobody; begin with an attended transfer.": "Вы ни с кем не консультируетесь.",
  "Your colleague has not answered yet.": "Коллега ещё не ответил.",
  "Only a client whom you talk to alone can be parked.": "На парковку можно поставить только клиента, с которым вы говорите вдвоём.",
  "This call is no longer parked; somebody was quicker.": "Этот звонок уже забрали.",
  "A wrap-up is made longer once, while it runs.": "Продлить обработку можно один раз, пока она идёт.",
  "This number is in a call with us at this moment; look at it before you call.":
    "С этим номером сейчас уже разговаривают; посмотрите, прежде чем звонить.",
  "There is no operator {operator}.": "Оператора {operator} нет.",
  "There is no operator, queue or number {target}.": "Оператора, очереди или номера {target} нет.",
  "There is no such call.": "Такого звонка нет.",

  // Супервизор
  "No operator has picked up this call; there is nobody to hear.": "Оператор ещё не ответил: слушать некого.",
  "You are in this call yourself.": "Вы сами участвуете в этом звонке.",
  "You are not listening to a call.": "Вы сейчас никого не слушаете.",
  "Your phone is still being rung for the last call you asked for; pick it up first.":
    "Ваш телефон ещё звонит по прошлой просьбе: сначала снимите трубку.",
  "This caller waits in no queue.": "Этот клиент не стоит в очереди.",
  "This caller does not wait for anybody now.": "Этот клиент сейчас никого не ждёт.",
  "{name} is not logged in.": "{name}: не в сети.",
  "{name} is in a call.": "{name}: в разговоре.",
  "{name} is being rung.": "{name}: телефон уже звонит.",
  "{name} is being given another call.": "{name}: уже передаётся другой звонок.",
  "There is no operator or queue {target}.": "Оператора или очереди {target} нет.",

  // Запись
  "It is not decided yet whether this call is recorded.": "Ещё не решено, записывается ли этот звонок.",
  "The recording of this call cannot be switched just now; try again.":
    "Запись этого звонка сейчас не переключить; повторите.",
  "The recording of this call cannot be switched. {why}": "Запись этого звонка переключать нельзя.",
  "The recording of this call was switched off for good.": "Запись этого звонка выключена окончательно.",
  "It was switched off.": "Запись была выключена.",
  "The recording of this call is off.": "Этот звонок не записывается.",

  // Перезвонить
  "A colleague has taken this on; only a supervisor takes it from him.":
    "Этого клиента взял коллега; забрать может только супервизор.",
  "There is no such obligation.": "Такой записи нет.",
  "This obligation has been closed meanwhile.": "Эту запись уже закрыли.",
  "{name} has taken this client on.": "Этого клиента взял(а) {name}.",
  "Only a supervisor closes an obligation without a reason of its own.":
    "Закрыть без причины может только супервизор.",

  // Клиенты
  "There is no such client.": "Такого клиента нет.",
  "This client stands for a number, and goes when the number gets a name.":
    "Это номер без имени: он исчезнет, когда у номера появится клиент.",
  "This client was merged into {into}.": "Этот клиент объединён с другим: {into}.",
  "A client with a name is not merged into one who stands for a number.":
    "Клиента с именем нельзя объединить с номером без имени.",
  "A client cannot be merged into himself.": "Клиента нельзя объединить с ним самим.",
  "A client who stands for a number cannot be chosen; name him.": "Номер без имени выбрать нельзя: назовите клиента.",

  // Устройство: поля
  "is not known here": "здесь такого поля нет",
  "must be given": "нужно указать",
  "must be one line of text, without control characters": "должно быть одной строкой текста",
  "has more than {most} characters; make it shorter": "длиннее {most} знаков; сократите",
  "must be a list of at most {most}": "должно быть списком, не больше {most}",
  "holds a word twice; take one away": "одно слово указано дважды; уберите одно",
  "must be a whole number from {least} to {most}": "должно быть целым числом от {least} до {most}",
  "must be true or false": "должно быть «да» или «нет»",
  "must be one of {known}": "должно быть одним из: {known}",
  "must be an address such as http://10.0.0.21/answer": "должно быть адресом, например http://10.0.0.21/answer",
  "must be 2 to 6 digits": "должно состоять из 2–6 цифр",
  "must be 2 to 6 digits, or empty": "должно состоять из 2–6 цифр или быть пустым",
  "holds {word}, which is no language's code, such as uz or en-GB": "{word} — не код языка; коды такие: uz, ru, en-GB",
  "There is no reason for a pause of the id {id} any more.": "Причины перерыва {id} больше нет.",
  "Say in 'before' which reason stands next then, by its id; empty for the last place.":
    "Укажите в before, перед какой причиной поставить; пусто — последней.",
  "Give the number that is to be tried as one short text in 'number'.": "Укажите проверяемый номер одной короткой строкой.",
  "holds {word}, which is no beginning of numbers, such as +998": "{word} — не начало номеров; начала такие: +998, +7495",
  "must be 2 to 15 digits, as the network sends it": "должно состоять из 2–15 цифр, как его передаёт сеть",
  "must be a letter, then letters, digits or _ (A to Z only, at most 32), and none of general, global, phone":
    "латинская буква, затем латинские буквы, цифры или _ (не больше 32); кроме general, global, phone",
  "must not begin with trunk, like the line to the outside": "не должно начинаться с trunk, как внешняя линия",
  "is no time zone, such as Asia/Tashkent": "такого часового пояса нет; например: Asia/Tashkent",
  'must be a list of stretches such as "09:00-18:00"': "промежутки вида 09:00-18:00, через запятую",
  "the stretches must follow one another without touching": "промежутки должны идти по порядку и не соприкасаться",
  "is the id of a queue; an operator needs another": "так уже называется очередь; оператору нужен другой",
  "is the id of an operator; a queue needs another": "так уже называется оператор; очереди нужен другой",
  "is that of the operator {name}; choose another": "этот номер у оператора {name}; выберите другой",
  "is that of the queue {name}; choose another": "этот номер у очереди {name}; выберите другой",
  "names the operator {id}, who does not exist; choose another, or make him first":
    "оператора {id} нет; выберите другого или сначала создайте",
  "names the queue {id}, which does not exist; choose another, or make it first":
    "очереди {id} нет; выберите другую или сначала создайте",
  "names the department {id}, which does not exist; choose another, or make it first":
    "отдела {id} нет; выберите другой или сначала создайте",
  "must be small letters, digits and . _ @ -, at most 64": "строчные латинские буквы, цифры и . _ @ -, не больше 64",

  // Устройство: отказы
  "It cannot be removed while it is named by: {users}. Change these first.":
    "Удалить нельзя, пока на это ссылаются: {users}. Сначала измените их.",
  "It cannot be removed: the table {table} still names it.": "Удалить нельзя: на это ещё ссылается таблица {table}.",
  "There is nothing of the id {id} to be removed.": "Удалять нечего: {id} нет.",
  "There is one of the id {id} already; choose another id, or change that one.":
    "{id} уже есть: выберите другой идентификатор или измените ту запись.",
  "Meanwhile {who} has changed this. Nothing of yours is lost: look at it, and save again.":
    "Тем временем {who} изменил эту запись. Ваше не потеряно: посмотрите и сохраните снова.",
  "Meanwhile {who} has removed this. Nothing of yours is lost: make it again, or drop it.":
    "Тем временем {who} удалил эту запись. Ваше не потеряно: создайте заново или отбросьте.",
  "The login {name} exists already; choose another name.": "Логин {name} уже есть; выберите другое имя.",
  "There is no login {name}.": "Логина {name} нет.",
  "This is your own login; another administrator can change it.":
    "Это ваша учётная запись; её может изменить другой администратор.",
  "This is the last administrator who can log in; make another one first.":
    "Это последний администратор, который может войти; сначала создайте другого.",
  "Somebody has changed this login meanwhile; look at it, and save again.":
    "Эту учётную запись тем временем изменили; посмотрите и сохраните снова.",
  "Nobody gives or takes what he does not have: {missing}.": "Нельзя дать или отнять то, чего нет у вас самих: {missing}.",
  "This address has been used, or its time is over; ask for a new one.":
    "Этот адрес уже использован или его срок истёк; попросите новый.",
  "The password of his phone is not kept here: the switchboard has not been told of him yet, or it lies in sip-secrets.json on the machine that keeps the switchboard's files.":
    "Пароля его телефона здесь нет: АТС о нём ещё не знает, или пароль лежит в sip-secrets.json на машине, которая ведёт файлы АТС.",

  // Прочее
  "The thing has changed meanwhile; look again before you repeat this.":
    "Тем временем всё изменилось: посмотрите ещё раз, прежде чем повторять.",
  "There is no such thing.": "Этого нет.",
  "This login may not do that.": "Вашему логину это запрещено.",
  "The login {name} exists already.": "Логин {name} уже есть.",
  "This address was not made here.": "Этот адрес создан не здесь.",
  "The time of this address is over; ask for a new one.": "Срок этого адреса истёк; попросите новый.",
  "There is a token {name} already; revoke it first.": "Токен {name} уже есть; сначала отзовите его.",
  "There is no such token.": "Такого токена нет.",
  "This login cannot place calls in another operator's name.": "С этим логином нельзя звонить от имени другого оператора.",
  "There is no such contact.": "Такого контакта нет.",
  "One of these contacts is no longer there.": "Одного из этих контактов больше нет.",
  "Only contacts of one address book can become one.": "Объединить можно только контакты из одной книги.",
  "Somebody has changed this contact meanwhile; look at it again.": "Этот контакт тем временем изменили; посмотрите ещё раз.",
  "Somebody has changed one of these contacts since; nothing was undone.":
    "Один из этих контактов с тех пор изменили; ничего не отменено.",
  "This has been undone already.": "Это уже отменено.",
  "There is no such change; they are kept for 30 days.": "Такого изменения нет; они хранятся 30 дней.",
  "This login may only read the shared address book.": "Общие контакты вам можно только читать.",
  "This address book is full: it holds {most} contacts at most.": "Книга заполнена: в ней не больше {most} контактов.",
  "This login belongs to no operator; it has no address book of its own.":
    "У этого логина нет телефона, а значит, и своей книги контактов.",
  "This login belongs to no operator; it has no favourites.": "У этого логина нет телефона, а значит, и избранного.",
  "There is no such task.": "Такой задачи нет.",
  "This token lacks the scope {scopes}.": "У этого токена нет права {scopes}.",
  "No token may do that, only a person.": "Токену это нельзя: только человеку.",
  "The header {header} must hold the session's CSRF token.": "В заголовке {header} нужен CSRF-токен сеанса.",
  "A token has no session; only a login has.": "Сеанс есть только у логина, а не у токена.",
  "It is still named elsewhere.": "На это ещё ссылаются.",
  "Numbers there are not called from here.": "На такие номера отсюда не звонят.",
  "Version {version} of the rules is no longer the newest; look at the new one.":
    "Версия правил {version} уже не последняя; посмотрите новую.",
  "There is no such page here.": "Такой страницы здесь нет.",
  "The desk phone refused to answer (HTTP {status}).": "Настольный телефон отказался ответить (HTTP {status}).",
  "There is no sound of this call: {problem}.": "Звука этого звонка нет: {problem}.",
  "There is no recording of this call (nobody talked, or it is not stored yet).":
    "Записи этого звонка нет: разговора не было, или она ещё не сохранена.",
  "You are no longer one of the house's operators.": "Вы больше не оператор.",
  "Nobody gives what he does not have: {scopes}.": "Нельзя дать то, чего нет у вас самих: {scopes}.",
  "That event is not among those that were given up there.": "Этого события нет среди недоставленных.",
  "He is unreachable after {attempts} attempts; so far there were {tried}.":
    "Недоступным клиент считается после {attempts} попыток; пока их было {tried}.",
  "This call is over, and its record is sealed.": "Этот звонок закончен, запись о нём закрыта.",
  "This state follows from calls; ask for available, paused or offline.":
    "Это состояние зависит от звонков; выберите «доступен», «перерыв» или «не в сети».",
  "There is no version {version} of the rules.": "Версии правил {version} нет.",
};
