// Вход, верхняя панель, клавиши.

import type * as en from "../en/frame";
import { apart } from "../pieces";

export const login: typeof en.login = {
  heading: "Вход",
  login: "Логин",
  password: "Пароль",
  submit: "Войти",
  checking: "Проверка…",
  refused: "Логин и пароль не подходят друг к другу.",
  unreachable: "Сервер недоступен. Попробуйте через минуту.",
  expired: "Сеанс завершён. Войдите снова: всё начатое останется как есть.",
};

export const header: typeof en.header = {
  status: "Ваш статус",
  pause: "Пауза…",
  logout: "Выйти",
  places: "Разделы",
  menu: "Вы",
  call: "Набрать номер",
  callButton: "Позвонить",
  pauseReasons: ["Перерыв", "Обед", "Документы", "Обучение", "Совещание"],
  pausedBecause: (reason) => (reason ? `Пауза: ${apart(reason)}` : "Пауза"),
};

export const places: typeof en.places = {
  "": "Звонки",
  day: "Мой день",
  book: "Контакты",
  board: "Табло",
  admin: "Управление",
};

export const shortcuts: typeof en.shortcuts = {
  heading: "Горячие клавиши",
  close: "Закрыть",
  typing: "Во время ввода удерживайте Alt: Alt+A — ответить. Клавиши остаются на своих местах в любой раскладке.",
  groups: {
    everywhere: "Везде",
    call: "Звонок",
    list: "Перезвонить",
    board: "Табло",
    day: "Мой день",
    book: "Контакты",
    admin: "Администрирование",
  },
  does: {
    place: (name) => `Перейти: ${apart(name)}`,
    dial: "Набрать номер",
    settings: "Настройки",
    help: "Этот список",
    leave: "Выйти из поля, закрыть список",
    answer: "Ответить на звонок",
    hangUp: "Завершить или отклонить",
    pass: "Передать ответственному",
    transfer: "Перевести: начните вводить имя, Enter — сразу, Shift+Enter — с консультацией",
    complete: "Завершить перевод с консультацией",
    takeBack: "Вернуть клиента себе",
    mute: "Выключить или включить микрофон",
    hold: "Поставить на удержание или вернуть",
    keypad: "Клавиши набора: затем цифры, * и #",
    swap: "Два звонка: переключиться между ними",
    merge: "Два звонка: соединить всех или разделить",
    recording: "Приостановить запись или продолжить, где это разрешено",
    whichClient: "Указать, кто из клиентов с этим номером звонит",
    note: "Написать заметку",
    saveNote: "Сохранить заметку",
    next: "Следующий клиент в списке",
    previous: "Предыдущий клиент",
    callBack: "Перезвонить этому клиенту",
    claim: "Взять клиента себе или вернуть",
    postpone: "Отложить звонок",
    close: "Закрыть обещание",
  },
};

export const settings: typeof en.settings = {
  heading: "Настройки",
  language: "Язык",
  browsers: (name) => `Как в браузере (${name})`,
  inCall: "Для смены языка страница загружается заново: после звонка.",
  theme: "Цвета",
  themes: { system: "Как в системе", light: "Светлые", dark: "Тёмные" },
  sounds: "Звук при входящем звонке",
  notifications: "Уведомлять о звонке, когда страница за другим окном",
  notAllowed: "Браузер запретил это для страницы; разрешить можно в его настройках.",
  kept: "Хранится в этом браузере для вашего логина.",
  close: "Закрыть",
};

export const strip: typeof en.strip = {
  label: "Ваш звонок",
  toDesk: "К звонку",
};
