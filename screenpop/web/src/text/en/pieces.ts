import { lists, plurals } from "../pieces";

export const many = plurals<"one" | "other">("en");
export const { and, or } = lists("en-GB");
