import type { Diagnostic } from "../diagnostic.ts";
import { binder, bindLets, resultPlan } from "./bind/binder.ts";
import { emptyScope, Names } from "./bind/scope.ts";
import type { Catalog, Outside, Resolved, Session } from "./bind/session.ts";
import { collect, newRun, type Plan } from "./run/plan.ts";
import type { Batch } from "./run/row.ts";
import type { Program } from "./syntax/ast.ts";
import type { Chart } from "./syntax/chart.ts";
import { mentionsOf } from "./syntax/mentions.ts";
import { parseQuery } from "./syntax/parse.ts";
import { KqlRefusal, positionOf } from "./syntax/refusal.ts";
import type { Column } from "./value/type.ts";

export interface QueryOptions {
  readonly catalog: Catalog;
  /** What `now()` is, in ticks of 100 ns since 0001-01-01. */
  readonly now: bigint;
  readonly outside?: Outside;
  readonly signal?: AbortSignal;
  /** Most rows all operators may hold at once. */
  readonly maxRows?: number;
  /** Awaited now and then between batches: a caller that listens for something else gets its turn. */
  readonly pause?: () => Promise<void>;
}

const MAX_ROWS = 2_000_000;

export type QueryAnswer =
  | { readonly ok: false; readonly diagnostic: Diagnostic }
  | {
      readonly ok: true;
      readonly columns: readonly Column[];
      /** Errors while reading it: KqlRefusal `limit`, AbortError; `refusalOf` makes a diagnostic of the first. */
      readonly rows: AsyncIterable<Batch>;
      /** What the reader must know: exact counts instead of estimates, data that is not there. */
      readonly notices: readonly string[];
      /** What `render` asks for. */
      readonly chart: Chart | null;
    };

/** What a query gives, as far as its text tells. `isOpen`: data decides about further columns. */
export type QueryCheck =
  | { readonly ok: false; readonly diagnostic: Diagnostic }
  | {
      readonly ok: true;
      readonly columns: readonly Column[];
      readonly isOpen: boolean;
      readonly notices: readonly string[];
      readonly chart: Chart | null;
    };

/** Parses and binds without running. */
export function checkQuery(text: string, options: Pick<QueryOptions, "catalog" | "now" | "outside">): QueryCheck {
  try {
    const program = parseQuery(text);
    const { plan, session } = bind(program, options, new Map());
    return { ok: true, columns: plan.columns, isOpen: plan.isOpen, notices: [...session.notices], chart: chartOfProgram(program) };
  } catch (error) {
    return { ok: false, diagnostic: refusalOf(error, text) };
  }
}

/** Runs a query over the catalog's tables. Refusals come back as a diagnostic; only AbortError is thrown. */
export async function runQuery(text: string, options: QueryOptions): Promise<QueryAnswer> {
  try {
    const program = parseQuery(text);
    const run = newRun(options.signal, options.maxRows ?? MAX_ROWS, mentionsOf(program), options.pause);
    const resolved = new Map<number, Resolved>();
    for (;;) {
      const { plan, session } = bind(program, options, resolved);
      const [next] = session.pending.toSorted((a, b) => a.ordinal - b.ordinal);
      if (!next)
        return { ok: true, columns: plan.columns, rows: plan.rows(run), notices: [...session.notices], chart: chartOfProgram(program) };
      resolved.set(next.ordinal, next.resolve(await collect(next.plan, run)));
      run.kept.clear();
    }
  } catch (error) {
    return { ok: false, diagnostic: refusalOf(error, text) };
  }
}

function bind(
  program: Program,
  options: Pick<QueryOptions, "catalog" | "now" | "outside">,
  resolved: ReadonlyMap<number, Resolved>,
): { readonly plan: Plan; readonly session: Session } {
  const session: Session = {
    catalog: options.catalog,
    outside: options.outside ?? {},
    now: options.now,
    resolved,
    pending: [],
    notices: new Set(),
    ordinal: 0,
    windows: 0,
    inlined: 0,
  };
  const start = emptyScope({ session, binder, names: new Names() });
  const scope = { ...start, names: bindLets(program.lets, start) };
  const { result } = program;
  const isUnknown = result.kind === "name" && !scope.names.get(result.name) && !session.catalog.table(result.name);
  if (isUnknown) throw new KqlRefusal("unknown-table", `there is no table ${result.name}`, result.at);
  return { plan: resultPlan(binder.any(result, scope)), session };
}

/** A refusal as a diagnostic; anything else is thrown again. */
export function refusalOf(error: unknown, text: string): Diagnostic {
  if (!(error instanceof KqlRefusal)) throw error;
  return { severity: "error", code: error.code, message: error.message, ...positionOf(text, error.at) };
}

/** The chart of a query's result; null when it asks for none. */
function chartOfProgram({ result }: Program): Chart | null {
  const last = result.kind === "pipe" ? result.ops.findLast((op) => op.op === "render") : undefined;
  return last?.op === "render" ? last.chart : null;
}
