// Что делают супервизоры, как это видят операторы.

import type * as en from "../en/floor";
import { apart } from "../pieces";
import { and } from "./pieces";

export const notes = "Слова для всех";
export const read = "Прочитано";
export const listening: typeof en.listening = (names) =>
  names.length === 1 ? `Слушает ${apart(names[0]!)}` : `Слушают ${and(names)}`;
