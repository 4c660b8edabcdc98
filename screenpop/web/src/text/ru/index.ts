// Все слова страницы по-русски; разделы те же, что в английском.

import type { Catalogue } from "../en";
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

export const catalogue: Catalogue = { ...base, ...frame, ...desk, ...phone, ...presence, ...problems, ...reasons, ...worklist, admin, board, book, day, floor };
