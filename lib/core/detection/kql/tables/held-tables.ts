import type { Event } from "#core/event/event";
import type { Row } from "../run/row.ts";
import type { HeldTable } from "./catalog.ts";
import { type DerivedTable, derivedTable } from "./derived.ts";
import { rowReader, tablesOf } from "./event-row.ts";
import { TABLES } from "./schema.ts";

/** Collects events as rows of the tables they belong to. */
export class EventTables {
  private readonly rows = new Map<string, { readonly rows: Row[]; readonly read: (event: Event) => Row }>();
  private readonly derived = new Map<string, DerivedTable>();

  /** `wanted`: the tables somebody will ask for; all of them unless given. */
  constructor(wanted: Iterable<string> = TABLES.keys()) {
    for (const name of wanted) {
      const made = derivedTable(name);
      if (made) this.derived.set(name, made);
      else if (TABLES.has(name)) this.rows.set(name, { rows: [], read: rowReader(name) });
    }
  }

  /** Whether the event is part of a wanted table. */
  take(event: Event): boolean {
    let isTaken = false;
    for (const name of tablesOf(event)) {
      const table = this.rows.get(name);
      table?.rows.push(table.read(event));
      isTaken ||= table !== undefined;
    }
    for (const table of this.derived.values()) table.take(event);
    return isTaken || this.derived.size > 0;
  }

  /** Every table there is; those not wanted are empty. */
  tables(): ReadonlyMap<string, HeldTable> {
    const empty = [...TABLES].map(([name, columns]): [string, HeldTable] => [name, { columns, rows: [] }]);
    const held = [...this.rows].map(([name, { rows }]): [string, HeldTable] => [name, { columns: TABLES.get(name) ?? [], rows }]);
    const derived = [...this.derived].map(([name, { columns, notice, rows }]): [string, HeldTable] => [
      name,
      { columns, rows: [...rows()], notice },
    ]);
    return new Map([...empty, ...held, ...derived]);
  }
}
