import { KqlRefusal } from "../syntax/refusal.ts";
import type { Column } from "../value/type.ts";
import type { Batch, Row } from "./row.ts";
import { type Demand, UNKNOWN } from "./test.ts";

export const BATCH = 1024;

/** What one run may use, and how it is stopped. */
export interface Run {
  readonly signal: AbortSignal | undefined;
  /** Called between batches that no input had to be waited for: lets the caller hear that it shall stop. */
  readonly pause?: () => Promise<void>;
  /** Most rows all operators together may hold at once. */
  readonly maxRows: number;
  held: number;
  /** The start of each name in the text: a column that none begins with is read by nobody who names what he reads. Null: any may be. */
  readonly mentions: ReadonlySet<string> | null;
  /** Tables wanted twice (`materialize`). */
  readonly kept: Map<object, readonly Row[]>;
}

/** A table of IPv4 blocks as something to ask: the rows whose block in the column holds an address and is not narrower than `bits`. */
export interface BlockSearch<Found> {
  readonly column: number;
  find(address: number, bits: number): readonly Found[];
}

/** A bound table: its columns are known before it runs. */
export interface Plan {
  readonly columns: readonly Column[];
  /** Columns that only the data decides may follow (`bag_unpack` before it has run): unknown names are not an error yet. */
  readonly isOpen: boolean;
  /** The order of rows is settled, so `prev` and `row_number` mean something. */
  readonly isSerialized: boolean;
  /** The name `search` and `union withsource` show. */
  readonly name?: string;
  /** What the reader of a result over this table must know. */
  readonly notice?: string;
  /** Of a table of CIDR blocks that is searched without being read. */
  readonly blocks?: BlockSearch<Row>;
  /** Without a demand, all rows with all columns. With one, whoever cannot use it gives more than is asked for. */
  rows(run: Run, demand?: Demand): AsyncIterable<Batch>;
}

export function newRun(
  signal: AbortSignal | undefined,
  maxRows: number,
  mentions: ReadonlySet<string> | null = null,
  pause?: () => Promise<void>,
): Run {
  return { signal, maxRows, mentions, held: 0, kept: new Map(), ...(pause && { pause }) };
}

/** Counts rows an operator keeps; refuses rather than dying of memory. */
export function hold(run: Run, rows: number): void {
  run.held += rows;
  if (run.held > run.maxRows) {
    throw new KqlRefusal("limit", `the query holds more than ${run.maxRows} rows at once; filter or summarize earlier`, 0);
  }
}

export async function collect(plan: Plan, run: Run, demand?: Demand): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of plan.rows(run, demand)) {
    await run.pause?.();
    run.signal?.throwIfAborted();
    hold(run, batch.length);
    for (const row of batch) rows.push(row);
  }
  return rows;
}

export function* batches(rows: Iterable<Row>): Generator<Batch> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

export function constantPlan(columns: readonly Column[], rows: readonly Row[], isSerialized = false): Plan {
  return {
    columns,
    isOpen: false,
    isSerialized,
    async *rows() {
      yield* batches(rows);
    },
  };
}

/** A table that is run once, however often it is read. */
export function keptPlan({ columns, isOpen, isSerialized, ...plan }: Plan): Plan {
  const key = {};
  return {
    ...plan,
    columns,
    isOpen,
    isSerialized,
    async *rows(run) {
      const rows = run.kept.get(key) ?? (await collect({ columns, isOpen, isSerialized, ...plan }, run));
      run.kept.set(key, rows);
      yield* batches(rows);
    },
  };
}

/** A demand of whoever needs all rows, but reads no other columns than the one above. */
export function allRows(demand: Demand | undefined): Demand | undefined {
  return demand && { test: UNKNOWN, isClosed: demand.isClosed };
}

/** A plan that works on all rows of its input at once. */
export function wholePlan(
  input: Plan,
  columns: readonly Column[],
  isSerialized: boolean,
  work: (rows: readonly Row[], run: Run) => Iterable<Row>,
  demandOf: (demand: Demand | undefined) => Demand | undefined = () => undefined,
): Plan {
  return {
    columns,
    isOpen: input.isOpen,
    isSerialized,
    async *rows(run, demand) {
      const rows = await collect(input, run, demandOf(demand));
      yield* batches(work(rows, run));
      run.held -= rows.length;
    },
  };
}
