// The report behind a tile: the same figures, as the report on today has them.

import { useEffect, useState } from "preact/hooks";
import { api } from "../state/api";
import { now } from "../state/clock";
import { text } from "../text";
import { count, dayOf, houseZone } from "../text/format";
import { choose } from "./choice";
import { percent } from "./pieces";
import { queues } from "./rows";

/** What of the report's row is shown here. */
interface Service {
  readonly queue: string;
  readonly threshold_ms: number;
  readonly short_ms: number;
  readonly offered: number;
  readonly short_abandons: number;
  readonly abandoned: number;
  readonly answered: number;
  readonly answered_in_time: number;
  readonly service_level: number | null;
  readonly asa_ms: number | null;
  readonly longest_wait_ms: number | null;
}

const DAY_MS = 86_400_000;

function address(form: "json" | "csv"): string {
  const from = dayOf(now.peek());
  const to = new Date(Date.parse(from) + DAY_MS).toISOString().slice(0, 10);
  return `/reports/service?${new URLSearchParams({ from, to, zone: houseZone(), format: form })}`;
}

export function Figures({ queue }: { queue: string }) {
  const [row, setRow] = useState<Service | null | undefined>(undefined);
  const [problem, setProblem] = useState("");
  const name = queues.row(queue)?.value.name ?? queue;
  useEffect(() => {
    api<{ rows: readonly Service[] }>("GET", address("json")).then(
      (report) => setRow(report.rows.find((one) => one.queue === queue) ?? null),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [queue]);
  return (
    <section class="panel board-figures" aria-labelledby="board-figures">
      <h2 id="board-figures">{text.board.figures.heading(name)}</h2>
      {problem ? <p class="problem">{problem}</p> : <dl>{row !== undefined && <Numbers row={row} />}</dl>}
      <p class="label">{text.board.figures.from}</p>
      <p class="board-figures-acts">
        <a href={`/api${address("csv")}`} download={`service-${dayOf(now.peek())}.csv`}>
          {text.board.figures.csv}
        </a>
        <button onClick={() => choose({ queue: "" })}>{text.board.figures.close}</button>
      </p>
    </section>
  );
}

function Numbers({ row }: { row: Service | null }) {
  const words = text.board.figures;
  const clock = (ms: number | null | undefined): string => (ms == null ? "–" : text.clock(ms));
  const seconds = (ms: number): number => Math.round(ms / 1000);
  const told: readonly (readonly [string, string])[] = [
    [words.offered, count(row?.offered ?? 0)],
    [words.answered, count(row?.answered ?? 0)],
    ...(row ? [[words.inTime(seconds(row.threshold_ms)), count(row.answered_in_time)] as const] : []),
    [words.abandoned, count(row?.abandoned ?? 0)],
    ...(row ? [[words.short(seconds(row.short_ms)), count(row.short_abandons)] as const] : []),
    [words.level, percent(row?.service_level ?? null)],
    [words.asa, clock(row?.asa_ms)],
    [words.longest, clock(row?.longest_wait_ms)],
  ];
  return (
    <>
      {told.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </>
  );
}
