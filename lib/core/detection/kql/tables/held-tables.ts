import type { Event } from "#core/event/event";
import type { Row } from "../run/row.ts";
import type { HeldTable } from "./catalog.ts";
import { type DerivedTable, derivedTable } from "./derived.ts";
import { rowReader, tablesOf } from "./event-row.ts";
import { TABLES } from "./schema.ts";
import type { TableNeed } from "./table-needs.ts";

interface Held {
  readonly rows: Row[];
  readonly read: (event: Event) => Row;
  readonly need: TableNeed | undefined;
}

/** Collects events as rows of the tables they belong to. */
export class EventTables {
  private readonly held = new Map<string, Held>();
  private readonly derived = new Map<string, DerivedTable>();

  /** `needs`: the tables somebody will ask for, and what of them; all of everything unless given. */
  constructor(needs?: ReadonlyMap<string, TableNeed>) {
    for (const name of needs?.keys() ?? TABLES.keys()) {
      const made = derivedTable(name);
      const need = needs?.get(name);
      if (made) this.derived.set(name, made);
      else if (TABLES.has(name)) this.held.set(name, { rows: [], read: rowReader(name, need?.isRead), need });
    }
  }

  /** Whether the event is part of a wanted table. */
  take(event: Event): boolean {
    let isTaken = false;
    for (const name of this.held.size === 0 ? [] : tablesOf(event)) {
      const table = this.held.get(name);
      if (!table) continue;
      const row = table.read(event);
      if (table.need && !table.need.mayMatter(row.cells)) continue;
      table.rows.push(row);
      isTaken = true;
    }
    for (const table of this.derived.values()) table.take(event);
    return isTaken || this.derived.size > 0;
  }

  /** Every table there is; those not wanted are empty. */
  tables(): ReadonlyMap<string, HeldTable> {
    const empty = [...TABLES].map(([name, columns]): [string, HeldTable] => [name, { columns, rows: [] }]);
    const held = [...this.held].map(([name, { rows }]): [string, HeldTable] => [name, { columns: TABLES.get(name) ?? [], rows }]);
    const derived = [...this.derived].map(([name, { columns, notice, rows }]): [string, HeldTable] => [
      name,
      { columns, rows: [...rows()], notice },
    ]);
    return new Map([...empty, ...held, ...derived]);
  }
}
