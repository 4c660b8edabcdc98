// Список клиентов, которым нужно перезвонить.

import type * as en from "../en/worklist";
import { apart } from "../pieces";
import { many } from "./pieces";

export const owed: typeof en.owed = {
  heading: "Перезвонить",
  none: "Никто не ждёт звонка.",
  withheld: (count) =>
    `${many(count, {
      one: "# звонок",
      few: "# звонка",
      many: "# звонков",
    })} со скрытого номера сегодня без ответа: перезвонить некуда.`,
  lateCount: (count) => many(count, { one: "# просрочен", few: "# просрочено", many: "# просрочено" }),
  missed: (count) => many(count, { one: "# пропущенный", few: "# пропущенных", many: "# пропущенных" }),
  age: (age) => `${age} назад`,
  promised: { callback: "просил перезвонить", voicemail: "оставил сообщение" },
  overdue: "Просрочено",
  responsibleYou: "звоните вы",
  yours: "вы взяли",
  taken: (name) => `занимается ${apart(name)}`,
  sleeps: (until, name) => `отложено до ${until}: ${apart(name)}`,
  sleepsWithYou: (until) => `вы отложили до ${until}`,
  reminded: (reason) => (reason ? `Напоминание: ${apart(reason)}` : "Напоминание"),
  callBack: "Перезвонить",
  claim: "Взять себе",
  release: "Вернуть",
  postpone: "Отложить",
  close: "Закрыть",
  due: "Перезвонить до",
  waited: "Ждёт уже",
  waitedWork: (time, work) => `${time}, из них ${work} рабочего времени`,
  lastMissed: "Последний пропущенный",
  putOffFor: "Причина отсрочки",
  message: "Сообщение клиента",
  attempts: "Попытки",
  notTried: "пока не было",
  until: "До",
  why: "Почему? (в двух словах)",
  postponeDo: "Отложить",
  closeDo: "Закрыть",
  soon: { quarter: "15 мин", hour: "1 ч", threeHours: "3 ч", tomorrow: "Завтра в 9:00" },
  ways: {
    spam: "Не клиент (спам)",
    unreachable: "Не дозвониться",
    supervisor: "Другая причина",
  },
  triedSoFar: (tried, needed) =>
    `после ${many(needed, { one: "# попытки", few: "# попыток", many: "# попыток" })}; пока ${tried}`,
  reminder: (name, reason) => `Пора перезвонить: ${apart(name)}${reason ? `. ${apart(reason)}` : "."}`,
  late: (name) => `${apart(name)} ждёт дольше обещанного; звоните вы.`,
  lateForAll: (name) => `${apart(name)} ждёт дольше обещанного, и никто не перезвонил.`,
  several: (count) =>
    `Вас ${many(count, {
      one: "ждёт # обещанный звонок",
      few: "ждут # обещанных звонка",
      many: "ждут # обещанных звонков",
    })}.`,
};
