// Табло супервизора.

import type * as en from "../en/board";
import { apart } from "../pieces";
import { and, many } from "./pieces";

export const heading = "Табло";
export const loading = "Табло загружается…";
export const refused: typeof en.refused = {
  permission: "Этой учётной записи табло недоступно.",
  elsewhere: "Этот адрес обслуживает экраны операторов с другой машины, табло здесь нет. Откройте страницу главного сервера.",
};
export const stale: typeof en.stale = (age) => `Нет связи. То, что вы видите, было ${age} назад.`;
export const pbxLost: typeof en.pbxLost = (age) =>
  `Asterisk не слышен уже ${age}. Звонки и операторы показаны такими, какими были тогда.`;

export const queues = "Очереди";
export const operators = "Операторы";
export const calls = "Текущие звонки";
export const noCalls = "Сейчас звонков нет.";
export const noneFit = "Под этот выбор никто не подходит.";

export const tile: typeof en.tile = {
  waiting: "ждут",
  nobodyWaits: "никто не ждёт",
  longest: "дольше всех",
  levelNow: "за 30 мин",
  levelToday: "сегодня",
  level: "Уровень сервиса",
  offered: "поступило",
  answered: "принято",
  abandoned: "потеряно",
  callbacks: (amount) => many(amount, { one: "# перезвон", few: "# перезвона", many: "# перезвонов" }),
  staff: (free, all) => `свободны ${free} из ${all}`,
  nobody: "никого нет",
  open: (name) => `${apart(name)}: звонки, операторы, показатели`,
};

export const alarms: typeof en.alarms = {
  waiting: "Слишком много ждут",
  level: "Низкий уровень сервиса",
  nobody: "Никого нет в очереди",
};
export const alarmIn: typeof en.alarmIn = (queue, what) => `${apart(queue)}: ${what}`;
export const sound = "Звук тревоги";
export const sounds: typeof en.sounds = { none: "без звука", chime: "перезвон", bell: "колокол", horn: "гудок" };

export const figures: typeof en.figures = {
  heading: (queue) => `${apart(queue)} сегодня`,
  from: "По отчёту за сегодня; идущие звонки войдут в него, когда закончатся.",
  offered: "Поступило",
  answered: "Принято",
  inTime: (seconds) => `из них за ${seconds} с`,
  abandoned: "Потеряно",
  short: (seconds) => `из них быстрее ${seconds} с`,
  level: "Уровень сервиса",
  asa: "Среднее ожидание принятых",
  longest: "Самое долгое ожидание",
  csv: "Отчёт таблицей",
  close: "Все очереди",
};

export const filter: typeof en.filter = {
  department: "Отдел",
  queue: "Очередь",
  state: "Состояние",
  all: "все",
  find: "Имя или номер",
  sort: "Порядок",
  sorts: { name: "по имени", state: "по состоянию", age: "сначала долгие" },
  states: { in: "на месте", free: "готовы", calls: "в разговоре", away: "пауза или после звонка", out: "не в сети" },
};

export const operator: typeof en.operator = {
  unreachable: "нет телефона",
  tooLong: "слишком долго",
  left: (time) => `ещё ${time}`,
  acts: (name) => `Что сделать: ${apart(name)}`,
};

export const phases: typeof en.phases = {
  system: "На станции",
  waiting: "Ждёт",
  ringing: "Звонит",
  talking: "Разговор",
  held: "Удержание",
};
export const directions: typeof en.directions = { inbound: "вх.", outbound: "исх.", internal: "внутр." };
export const recording: typeof en.recording = { on: "записывается", paused: "запись на паузе", off: "не записывается" };
export const listening: typeof en.listening = (names) => `слушает ${and(names)}`;
export const withheld = "Номер скрыт";
export const waits: typeof en.waits = (time) => `ждёт ${time}`;

export const owed: typeof en.owed = {
  heading: "Перезвонить",
  none: "некому",
  oldest: (age) => `самый давний ${age}`,
  late: (amount) => `просрочено: ${amount}`,
};
export const health: typeof en.health = {
  heading: "Система и линии",
  well: "Всё в порядке",
  control: "Asterisk не принимает команд",
  database: "База данных недоступна",
  unwritten: (amount) =>
    many(amount, { one: "# запись ждёт сохранения", few: "# записи ждут сохранения", many: "# записей ждут сохранения" }),
  late: (time) => `события опаздывают на ${time}`,
  recordings: (amount) =>
    many(amount, { one: "# неудачная запись сегодня", few: "# неудачные записи сегодня", many: "# неудачных записей сегодня" }),
  dead: (amount) =>
    many(amount, { one: "# событие не принял вебхук", few: "# события не принял вебхук", many: "# событий не принял вебхук" }),
  trunk: (name, calls) => `${apart(name)}: ${many(calls, { one: "# звонок", few: "# звонка", many: "# звонков" })}`,
  trunkDown: "не работает",
};

export const acts: typeof en.acts = {
  menu: "Действия",
  listen: "Слушать",
  whisper: "Подсказать оператору",
  barge: "Войти в разговор",
  first: "В начало очереди",
  move: "Перевести…",
  moveTo: "Оператор или очередь",
  logIn: "Вывести на линию",
  logOut: "Снять с линии",
  pause: "Поставить на паузу",
  lift: "Снять паузу",
  note: "Объявление залу",
  noteWords: "Что увидят все на своих страницах?",
  send: "Отправить",
  noPhone: "Нужен телефон у вашей учётной записи",
  done: {
    listen: "Ваш телефон звонит: снимите трубку, чтобы слушать.",
    whisper: "Ваш телефон звонит: вас услышит только оператор.",
    barge: "Ваш телефон звонит: вас услышат оба.",
    first: "Теперь он следующий.",
    move: "Переведено.",
    status: "Сделано.",
    note: "Теперь это видят все.",
  },
};

export const wall: typeof en.wall = {
  open: "Экран на стену",
  leave: "Вернуться к табло",
  waiting: "ждут",
  free: "свободны",
  busy: "в разговоре",
  away: "отошли",
  owed: "перезвонить",
};

export const keys: typeof en.keys = {
  move: "По плиткам и строкам",
  open: "Открыть плитку или действия",
  find: "Найти",
  wall: "Экран на стену",
};
