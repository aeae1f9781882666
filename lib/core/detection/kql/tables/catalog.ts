import type { Catalog } from "../bind/session.ts";
import { batches, constantPlan, type Plan } from "../run/plan.ts";
import type { Row } from "../run/row.ts";
import type { Column } from "../value/type.ts";

/** Rows at hand under a table's name. */
export interface HeldTable {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What the reader of a result must know of it. */
  readonly notice?: string;
}

/** A catalog over rows in memory. */
export function heldCatalog(tables: ReadonlyMap<string, HeldTable>): Catalog {
  const plans = new Map<string, Plan>(
    [...tables].map(([name, { columns, rows, notice }]) => [
      name,
      {
        ...constantPlan(columns, []),
        name,
        ...(notice === undefined ? {} : { notice }),
        async *rows() {
          yield* batches(rows);
        },
      },
    ]),
  );
  return { names: [...plans.keys()], table: (name) => plans.get(name) };
}
