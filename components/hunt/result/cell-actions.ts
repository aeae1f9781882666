import type { JsonCell } from "#core/detection/kql/run/print";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { csvLine, rowObject } from "#lib/csv";
import { copyText } from "../../ui/copy-text.ts";
import { toasts } from "../../ui/toasts.ts";
import { cellText } from "./cell-kind.ts";

/** What can be done with a cell. */
export interface CellActions {
  /** Null: a value of the column can be added to the query; otherwise why not. */
  readonly refusal: (column: HuntColumn) => string | null;
  readonly filter: (column: HuntColumn, value: JsonCell, keeps: boolean) => void;
}

/** Puts a text on the clipboard and says so. */
export async function copied(text: string, what: string): Promise<void> {
  const done = await copyText(text);
  toasts.show(
    done
      ? { message: `Copied ${what}.`, tone: "good", seconds: 2.5 }
      : { message: `The browser did not allow copying ${what}.`, tone: "bad" },
  );
}

export function copyCell(column: HuntColumn, value: JsonCell): void {
  void copied(cellText(value), `the value of ${column.name}`);
}

export function rowsAsCsv(columns: readonly HuntColumn[], rows: readonly HuntResultRow[]): string {
  return csvLine(columns.map(({ name }) => name)) + rows.map(({ cells }) => csvLine(cells)).join("");
}

export function rowsAsJson(columns: readonly HuntColumn[], rows: readonly HuntResultRow[]): string {
  const names = columns.map(({ name }) => name);
  return JSON.stringify(
    rows.map(({ cells }) => rowObject(names, cells)),
    null,
    2,
  );
}
