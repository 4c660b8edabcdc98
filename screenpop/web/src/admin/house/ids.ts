// Ids that fit what has been typed: Latin letters, digits and _, and not taken.

import * as house from "./house";

/** `Отдел экспорта` has no Latin letter: then it is the kind's own word and a number. */
export function freshId(kind: house.Kind, name: string, otherwise: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 28);
  const taken = new Set((["operators", "queues", kind] as const).flatMap((one) => house.entries(one).map(({ id }) => id)));
  const base = plain || otherwise;
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) if (!taken.has(`${base}_${count}`)) return `${base}_${count}`;
}
