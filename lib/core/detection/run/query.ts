import type { EpochMicros, EventId, Row } from "../../event/event.ts";
import type { FieldRef } from "../../event/field.ts";
import type { FieldValue } from "../../event/value.ts";
import { type Pipe, pipeFields } from "../ir/pipe.ts";
import type { Plan, ScanId } from "../ir/plan.ts";
import { hitFieldsOf, scansOf } from "../ir/plan-walk.ts";
import { ScanIndex } from "../match/scan-index.ts";
import { execute } from "./execute.ts";
import { applyPipes, type Match } from "./pipes.ts";
import type { Hit, RunRow } from "./row.ts";

/** A row of what is queried. */
export interface QueryRow extends Row {
  readonly id: EventId;
  readonly timestamp: EpochMicros;
  /** Orders rows of one instant. */
  readonly order: number;
}

export interface Query {
  readonly plan: Plan;
  /** What each place of a match holds; `all`: its events, however many there are. */
  readonly places: readonly ("event" | "missing")[] | "all";
  readonly pipes: readonly Pipe[];
}

/**
 * Answers many queries over the same rows, which are looked at once: give it every row, then ask. Of a row that some query
 * may need it keeps the fields that queries join by and pipes read, and `shown`; never the row itself.
 */
export class QueryRun {
  private readonly index: ScanIndex;
  private readonly scans: readonly ScanId[];
  private readonly hits = new Map<ScanId, Hit[]>();
  private readonly kept = new Map<ScanId, readonly FieldRef[]>();

  constructor(
    private readonly queries: readonly Query[],
    shown: readonly FieldRef[] = [],
  ) {
    for (const { plan, pipes } of queries) {
      const fields = [...hitFieldsOf(plan), ...pipes.flatMap(pipeFields), ...shown];
      for (const { scan } of scansOf(plan)) this.kept.set(scan, [...new Set([...(this.kept.get(scan) ?? []), ...fields])]);
    }
    const scans = new Map(queries.flatMap(({ plan }) => scansOf(plan)).map(({ scan, where }) => [scan, where]));
    this.scans = [...scans.keys()];
    this.index = new ScanIndex([...scans.values()]);
  }

  /** Looks at a row; says whether some query may need it. */
  offer(row: QueryRow): boolean {
    const found = this.index.match(row);
    for (const at of found) {
      const scan = this.scans[at];
      if (scan === undefined) continue;
      const hit = new KeptHit(scan, row, this.kept.get(scan) ?? []);
      const list = this.hits.get(scan);
      if (list) list.push(hit);
      else this.hits.set(scan, [hit]);
    }
    return found.length > 0;
  }

  /** The answers of each query, in the order they were given. */
  *answers(): Generator<readonly Match[]> {
    for (const query of this.queries) {
      const hits = scansOf(query.plan).flatMap(({ scan }) => this.hits.get(scan) ?? []);
      yield applyPipes(
        Array.from(execute(query.plan, hits), (row) => matchOf(row, query)),
        query.pipes,
      );
    }
  }
}

/** A hit with the values of some fields; all hits of a scan share the list of them. */
class KeptHit implements Hit {
  readonly event: EventId;
  readonly at: EpochMicros;
  readonly order: number;
  private readonly values: readonly (FieldValue | undefined)[];

  constructor(
    readonly scan: ScanId,
    row: QueryRow,
    private readonly fields: readonly FieldRef[],
  ) {
    this.event = row.id;
    this.at = row.timestamp;
    this.order = row.order;
    this.values = fields.map((field) => row.get(field));
  }

  get(field: FieldRef): FieldValue | undefined {
    return this.values[this.fields.indexOf(field)];
  }
}

function matchOf(row: RunRow, { plan, places }: Query): Match {
  const keys = plan.op === "sequence" || plan.op === "sample" ? plan.by.map((name) => row.cells[name] ?? null) : [];
  return { hits: placed(row.evidence, plan, places), keys, cells: row.cells };
}

/** The events in the order of the steps; the places of steps that must not happen stay empty. */
function placed(evidence: readonly Hit[], plan: Plan, places: Query["places"]): readonly (Hit | null)[] {
  const ordered =
    plan.op === "sample"
      ? inBranches(
          evidence,
          plan.branches.map(({ input }) => (input.op === "scan" ? input.scan : undefined)),
        )
      : evidence;
  if (places === "all") return ordered;
  let next = 0;
  return places.map((place) => (place === "missing" ? null : (ordered[next++] ?? null)));
}

function inBranches(evidence: readonly Hit[], scans: readonly (ScanId | undefined)[]): readonly Hit[] {
  const left = [...evidence];
  const taken = scans.flatMap((scan) => {
    const at = left.findIndex((hit) => hit.scan === scan);
    return at < 0 ? [] : left.splice(at, 1);
  });
  return [...taken, ...left];
}
