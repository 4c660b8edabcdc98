// «Мой день» и то, что нужно сделать после звонка.

import type * as en from "../en/day";
import { apart } from "../pieces";
import { many } from "./pieces";

export const heading = "Мой день";
export const asOf = (time: string) => `на ${time}`;
export const loading = "Ваш день загружается…";

export const figures: typeof en.figures = {
  taken: "Принято звонков",
  talk: "Время разговора",
  handled: "Время обработки",
  missed: "Без ответа",
  occupancy: "Занятость",
};
export const about: typeof en.about = {
  taken: "Вы говорили с клиентом",
  talk: "Ваша часть, без удержания",
  handled: "В среднем: разговор, удержание, поствызывная работа",
  missed: "Вызовы, на которые вы не ответили или которые отклонили",
  occupancy: "Доля времени в звонках и после них от времени, когда вы были доступны",
};
export const nothing = "–";

export const calls = "Звонки за сегодня";
export const callsOf = (figure: string) => `За показателем «${figure}»`;
export const noCalls = "Сегодня звонков ещё не было.";
export const all = "Все звонки";
export const share: typeof en.share = {
  talk: (time) => `разговор ${time}`,
  held: (time) => `удержание ${time}`,
  wrapUp: (time) => `после звонка ${time}`,
  missed: (times) =>
    many(times, { one: "без ответа # раз", few: "без ответа # раза", many: "без ответа # раз" }),
};

export const owed = "Перезвонить";
export const noOwed = "Вашего звонка никто не ждёт.";

export const tasks = "Задачи";
export const noTasks = "Задач нет.";
export const task = "Что нужно сделать?";
export const due = "К какому сроку";
export const add = "Добавить";
export const late = "просрочено";
export const doneToday = "Сделано сегодня";
export const markDone = (words: string) => `Сделано: ${apart(words)}`;
export const taskKey = "Задача";
export const dropTask = "Без задачи";
export const reminder = (words: string) => `Пора сделать: ${apart(words)}`;
export const several = (amount: number) =>
  many(amount, { one: "Пора сделать # задачу.", few: "Пора сделать # задачи.", many: "Пора сделать # задач." });

export const keys = {
  figure: "Показать звонки за показателем рядом с цифрой; 0 — все звонки",
  task: "Записать задачу",
};
