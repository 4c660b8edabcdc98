// Собственное состояние в панели; кто на парковке.

import type * as en from "../en/presence";
import { apart } from "../pieces";
import { many } from "./pieces";

export const presence: typeof en.presence = {
  pauses: "Причина паузы",
  limited: (reason, minutes) => `${apart(reason)} · ${minutes} мин`,
  left: (time) => `ещё ${time}`,
  over: (time) => `дольше на ${time}`,
  leave: "Выйти и стать недоступным",
  longer: "Дольше",
  longerHint: "Ещё столько же времени на обработку",
  noPhone: "Ваш телефон не подключён. Звонки к вам не поступают.",
  unreachable: "Нет телефона",
};

export const parked: typeof en.parked = {
  heading: "На парковке",
  by: (name) => `поставил(а) ${apart(name)}`,
  waits: (age) => `ждёт ${age}`,
  back: (time) => `вернётся через ${time}`,
  pickUp: "Забрать",
  count: (count) => many(count, { one: "# звонок на парковке", few: "# звонка на парковке", many: "# звонков на парковке" }),
};
