// What all of the administration's pages say.

import { byCode } from "../../pieces";

export { country, stamp } from "../../format";
export { and, or } from "../pieces";

export const heading: string = "Administration";
export const pages = byCode({
  rules: "Rules",
  people: "People",
  queues: "Queues",
  numbers: "Numbers & hours",
  dialling: "Calls out",
  departments: "Departments",
  pauses: "Pauses & results",
  connections: "Connections",
  watch: "Watch",
});
export const loading: string = "Loading…";
export const again: string = "Try again";
export const remove: string = "Remove";
export const yes: string = "Yes";
export const no: string = "No";
export const done: string = "Done";
export const add: string = "Add";
