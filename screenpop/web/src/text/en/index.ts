// Every word the page says, in English: one file per area. The other languages have its shape.

import * as admin from "./admin";
import * as base from "./base";
import * as board from "./board";
import * as book from "./book";
import * as day from "./day";
import * as desk from "./desk";
import * as floor from "./floor";
import * as frame from "./frame";
import * as phone from "./phone";
import * as presence from "./presence";
import * as problems from "./problems";
import * as reasons from "./reasons";
import * as worklist from "./worklist";

export const catalogue = { ...base, ...frame, ...desk, ...phone, ...presence, ...problems, ...reasons, ...worklist, admin, board, book, day, floor };

/** Its shape: the same keys, other words. */
type Shape<Words> = Words extends string
  ? string
  : Words extends readonly unknown[] | ((...given: never[]) => unknown)
    ? Words
    : { readonly [Key in keyof Words]: Shape<Words[Key]> };

export type Catalogue = Shape<typeof catalogue>;
