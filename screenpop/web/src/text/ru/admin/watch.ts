// За чем следит супервизор: непоказанные карточки, двойники, журнал.

import type * as en from "../../en/admin/watch";
import { apart } from "../../pieces";
import { many } from "../pieces";

export const pops: typeof en.pops = {
  heading: "Карточки, которых никто не увидел",
  about: "У кого на экране нет его звонка. Проверяется каждые пять секунд.",
  empty: "Все карточки показаны.",
  noPage: "страница не открыта",
  shown: (age) => `отправлена ${age} назад, не подтверждена`,
  since: (age) => `уже ${age}`,
};

export const doubles: typeof en.doubles = {
  heading: "Возможно, один и тот же клиент",
  about:
    "При объединении звонки, обещания и номера второго переходят к тому, кто остаётся; его собственные поля не меняются.",
  by: "Совпадает",
  ways: { number: "номер", name: "имя" },
  empty: { number: "Нет двух клиентов с одним номером.", name: "Нет двух клиентов с таким именем." },
  stays: "Кто остаётся?",
  merge: (name) => `Объединить с ${apart(name)}`,
  mergeSure: (count, name) =>
    `${many(count, {
      one: "# запись станет частью",
      few: "# записи станут частью",
      many: "# записей станут частью",
    })} карточки ${apart(name)}. Отменить это нельзя.`,
  mergeDo: "Объединить",
  merged: (name) => `Объединено с ${apart(name)}.`,
  more: "Ещё",
};

export const audit: typeof en.audit = {
  heading: "Журнал действий",
  about: "Кто, что и с чем сделал; последние сверху.",
  empty: "Пока пусто.",
  at: "Когда",
  who: "Кто",
  action: "Что",
  subject: "С чем",
  older: "Раньше",
  newest: "Снова последние",
};
