// The page's copy of the board. Each row is a signal of its own, so that a change touches what shows
// that row and nothing else; a change is taken only when it is the next one.

import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type {
  BoardCall,
  BoardChanged,
  BoardHealth,
  BoardOperator,
  BoardOwed,
  BoardQueue,
  BoardShown,
  BoardTrunk,
} from "../generated/messages";

interface Named {
  readonly id: string;
}

export class Table<Row extends Named> {
  /** In the order in which the server told of them. */
  readonly ids = signal<readonly string[]>([]);
  private readonly rows = new Map<string, Signal<Row>>();

  row(id: string): ReadonlySignal<Row> | undefined {
    return this.rows.get(id);
  }

  /** All of them, read: whoever asks here is told of every change of any. */
  all(): readonly Row[] {
    return this.ids.value.map((id) => this.rows.get(id)!.value);
  }

  replace(rows: readonly Row[]): void {
    const here = new Set(rows.map((row) => row.id));
    this.change(rows, [...this.rows.keys()].filter((id) => !here.has(id)));
  }

  change(rows: readonly Row[], gone: readonly string[]): void {
    const fresh: string[] = [];
    for (const row of rows) {
      const known = this.rows.get(row.id);
      if (known) known.value = row;
      else {
        this.rows.set(row.id, signal(row));
        fresh.push(row.id);
      }
    }
    const lost = new Set(gone.filter((id) => this.rows.has(id)));
    if (fresh.length + lost.size === 0) return;
    this.ids.value = [...this.ids.value.filter((id) => !lost.has(id)), ...fresh];
    for (const id of lost) this.rows.delete(id);
  }
}

export const queues = new Table<BoardQueue>();
export const operators = new Table<BoardOperator>();
export const calls = new Table<BoardCall>();
export const trunks = new Table<BoardTrunk>();
export const owed = signal<BoardOwed | null>(null);
export const health = signal<BoardHealth | null>(null);
/** 0: nothing is known yet. */
export const version = signal(0);

export function show(whole: BoardShown): void {
  batch(() => {
    queues.replace(whole.rows.queues);
    operators.replace(whole.rows.operators);
    calls.replace(whole.rows.calls);
    trunks.replace(whole.rows.trunks);
    owed.value = whole.rows.owed;
    health.value = whole.rows.health;
    version.value = whole.version;
  });
}

/** False where it does not follow on what is here: the whole must be asked for. */
export function follow(change: BoardChanged): boolean {
  if (change.version !== version.peek() + 1) return false;
  batch(() => {
    queues.change(change.rows.queues, change.gone.queues);
    operators.change(change.rows.operators, change.gone.operators);
    calls.change(change.rows.calls, change.gone.calls);
    trunks.change(change.rows.trunks, change.gone.trunks);
    owed.value = change.rows.owed ?? owed.peek();
    health.value = change.rows.health ?? health.peek();
    version.value = change.version;
  });
  return true;
}
