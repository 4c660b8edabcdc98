// Отказы сервера: его слова по-английски (шаблон) и наши по-русски.

import type { Catalogue } from "../en";

export const problems: Catalogue["problems"] = {
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
  "This number is in a call with us at this moment; look at it before you call.":
    "С этим номером сейчас уже разговаривают; посмотрите, прежде чем звонить.",
  "There is no operator {operator}.": "Оператора {operator} нет.",
  "There is no operator, queue or number {target}.": "Оператора, очереди или номера {target} нет.",
  "There is no such call.": "Такого звонка нет.",

  // Запись
  "It is not decided yet whether this call is recorded.": "Ещё не решено, записывается ли этот звонок.",
  "The recording of this call cannot be switched just now; try again.":
    "Запись этого звонка сейчас не переключить; повторите.",
  "The recording of this call cannot be switched. {why}": "Запись этого звонка переключать нельзя.",
  "The recording of this call was switched off for good.": "Запись этого звонка выключена окончательно.",
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
  "A client cannot be merged into himself.": "Клиента нельзя объединить с ним самим.",
  "A client who stands for a number cannot be chosen; name him.": "Номер без имени выбрать нельзя: назовите клиента.",
};
