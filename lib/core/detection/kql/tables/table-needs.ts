import type { Catalog, Outside } from "../bind/session.ts";
import { checkQuery, runQuery } from "../query.ts";
import { batches, constantPlan, type Plan } from "../run/plan.ts";
import { mapTest, mayHold, type Test, UNKNOWN } from "../run/test.ts";
import { isMentioned } from "../syntax/mentions.ts";
import type { Cell } from "../value/type.ts";
import { TABLES } from "./schema.ts";

/** What some queries need of a table's rows, so that nobody keeps more. */
export interface TableNeed {
  /** By position; the others may be left empty. */
  readonly isRead: readonly boolean[];
  /** False: no query is the other for it. Asked of whole rows. */
  mayMatter(cells: readonly Cell[]): boolean;
}

/** More conditions than that cost more than the rows they leave out. */
const MOST_TESTS = 32;
/** Times are compared with now(), which is not known yet: any instant will do, and what hangs on it is not asked. */
const SOME_TIME = 638_000_000_000_000_000n;

interface Asked {
  readonly tests: Test[];
  isWhole: boolean;
  readonly mentions: Set<string>;
}

/** The tables some queries read, and what they need of each, found by running them over nothing. A text that is refused may need anything. */
export async function tableNeeds(texts: readonly string[]): Promise<ReadonlyMap<string, TableNeed>> {
  const asked = new Map<string, Asked>();
  for (const text of texts) await probe(text, asked);
  return new Map([...asked].map(([table, one]) => [table, needOf(table, one)]));
}

async function probe(text: string, asked: Map<string, Asked>): Promise<void> {
  const bound = new Set<string>();
  const read = new Set<string>();
  let runs = 0;
  const note = (table: string): Asked => {
    const one = asked.get(table) ?? { tests: [], isWhole: false, mentions: new Set() };
    asked.set(table, one);
    return one;
  };
  const table = (name: string): Plan | undefined => {
    const columns = TABLES.get(name);
    if (!columns) return undefined;
    bound.add(name);
    return {
      ...constantPlan(columns, []),
      name,
      async *rows(run, demand) {
        runs++;
        read.add(name);
        const one = note(name);
        if (!demand?.isClosed || run.mentions === null) one.isWhole = true;
        for (const mention of run.mentions ?? []) one.mentions.add(mention);
        one.tests.push(demand ? timeless(name, demand.test) : UNKNOWN);
        yield* batches([]);
      },
    };
  };
  const catalog: Catalog = { names: [...TABLES.keys()], table };
  const options = { catalog, now: SOME_TIME, outside: NOTHING };
  if (!checkQuery(text, options).ok) {
    // Perhaps it names tables that are not known here: then nothing can be said of it.
    for (const name of TABLES.keys()) note(name).isWhole = true;
    for (const name of TABLES.keys()) note(name).tests.push(UNKNOWN);
    return;
  }
  const result = await runQuery(text, options);
  // A query that was bound again with the answer of a part of it would be another over other rows.
  const isSettled = result.ok && runs === 0;
  if (result.ok) for await (const batch of result.rows) runs += batch.length;
  for (const name of bound) {
    const one = note(name);
    if (isSettled && read.has(name)) continue;
    one.isWhole = true;
    one.tests.push(UNKNOWN);
  }
}

const NOTHING: Outside = { list: () => ({ text: "" }), geo: () => null };

/** Conditions on times hang on now(). */
function timeless(table: string, test: Test): Test {
  const columns = TABLES.get(table) ?? [];
  return mapTest(test, (column) => (columns[column]?.type === "datetime" ? undefined : column));
}

function needOf(table: string, { tests, isWhole, mentions }: Asked): TableNeed {
  const columns = TABLES.get(table) ?? [];
  const isRead = columns.map(({ name }) => isWhole || isMentioned(name, mentions));
  const isAny = tests.length === 0 || tests.length > MOST_TESTS || tests.some((test) => test.kind === "unknown");
  return { isRead, mayMatter: (cells) => isAny || tests.some((test) => mayHold(test, (column) => cells[column] ?? null)) };
}
