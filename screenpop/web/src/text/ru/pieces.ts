import { lists, plurals } from "../pieces";

export const many = plurals<"one" | "few" | "many">("ru");
export const { and, or } = lists("ru");
