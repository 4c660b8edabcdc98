// Not translated yet; what is missing is said in English. docs/how-to/translate.md says how to go on.

import type { Catalogue } from "../en";
import type { Part } from "../part";

export const catalogue: Part<Catalogue> = {};
