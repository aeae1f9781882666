"use client";
import { type ColumnDef, type RowSelectionState, useTable } from "@tanstack/react-table";
import type { Dispatch, ReactNode, SetStateAction } from "react";
import { ColumnMenu } from "./column-menu.tsx";
import type { ColumnPreferences } from "./column-preferences.tsx";
import { type Features, features, type Sort } from "./columns.ts";
import classes from "./data-table.module.css";
import { HeaderCell } from "./header-cell.tsx";
import { TableRow } from "./table-row.tsx";
import { useArrangement } from "./use-arrangement.ts";
import { useRowKeys } from "./use-row-keys.ts";

export interface DataTableProps<Row extends object> {
  /** Names the arrangement that is remembered: `alerts`. */
  readonly name: string;
  /** What the table holds, for those who hear it. */
  readonly caption: string;
  // biome-ignore lint/suspicious/noExplicitAny: a list of columns has cells of every type (TanStack's own signature)
  readonly columns: readonly ColumnDef<Features, Row, any>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Where a row leads; absent: rows do not open. */
  readonly rowHref?: (row: Row) => string;
  /** Says which row a checkbox belongs to. */
  readonly rowLabel?: (row: Row) => string;
  /** What stands beside the row's link and does something else. */
  readonly rowAside?: (row: Row) => ReactNode;
  /** Rows in all, when more exist than are here; null when nobody counted them. */
  readonly total?: number | null;
  /** Rows before the first one here. */
  readonly skip?: number;
  readonly sort?: Sort;
  readonly sortHref?: (sort: Sort) => string;
  readonly arrangement: ColumnPreferences;
  /** Present: rows can be selected. */
  readonly selection?: { readonly selected: RowSelectionState; readonly onChange: Dispatch<SetStateAction<RowSelectionState>> };
  /** Between the column menu and the table: filters, counts, bulk actions. */
  readonly toolbar?: ReactNode;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
  /** The rows are of an earlier question; the answer is on its way. */
  readonly stale?: boolean;
}

/**
 * The one table. A grid of rows: `j`, `k` and the arrows move between rows and between what can be pressed in a row,
 * Enter opens, `x` selects; Tab passes the grid in one step.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, rowId, selection } = props;
  const arrangement = useArrangement(props.name, props.arrangement);
  const table = useTable({
    features,
    columns: columns as ColumnDef<Features, Row>[],
    data: rows as Row[],
    getRowId: rowId,
    columnResizeMode: "onEnd",
    enableRowSelection: selection !== undefined,
    enableRowRangeSelection: true,
    state: {
      columnVisibility: arrangement.visibility,
      columnSizing: arrangement.sizing,
      rowSelection: selection?.selected ?? {},
    },
    onColumnVisibilityChange: arrangement.onVisibility,
    onColumnSizingChange: arrangement.onSizing,
    onRowSelectionChange: (updater) => selection?.onChange(updater),
  });
  const model = table.getRowModel().rows;
  const keys = useRowKeys(
    model.map((row) => row.id),
    selection && {
      toggle: (id, to) => table.getRow(id).toggleSelected(to),
      all: () => table.toggleAllRowsSelected(true),
      clear: () => selection.onChange({}),
    },
  );
  const width = table.getTotalSize() + (selection ? 36 : 0);
  const headers = table.getHeaderGroups().flatMap((group) => group.headers);

  return (
    <div className={classes.frame}>
      <div className={classes.toolbar}>
        {props.toolbar}
        <ColumnMenu table={table} onReset={arrangement.reset} />
      </div>
      <div className={classes.scroll} data-stale={props.stale}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table one moves in (ARIA APG, data grids)
          role="grid"
          aria-label={props.caption}
          aria-rowcount={props.total === null ? -1 : (props.total ?? rows.length) + 1}
          aria-multiselectable={selection !== undefined}
          aria-busy={props.stale === true}
          className={classes.table}
          style={{ width: `max(100%, ${width}px)` }}
          ref={keys.table}
          onKeyDown={keys.onKeyDown}
          onFocus={keys.onFocus}
        >
          <colgroup>
            {selection && <col style={{ width: 36 }} />}
            {headers.map((header) => (
              <col key={header.id} style={{ width: header.getSize() }} />
            ))}
          </colgroup>
          <thead className={classes.head}>
            <tr aria-rowindex={1}>
              {selection && (
                <th className={classes.pick}>
                  <input
                    type="checkbox"
                    aria-label="Select every row of this page"
                    checked={rows.length > 0 && table.getIsAllRowsSelected()}
                    ref={(box) => {
                      if (box) box.indeterminate = table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected();
                    }}
                    onChange={table.getToggleAllRowsSelectedHandler()}
                  />
                </th>
              )}
              {headers.map((header) => (
                <HeaderCell key={header.id} header={header} sort={props.sort} sortHref={props.sortHref}>
                  <table.FlexRender header={header} />
                </HeaderCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {model.map((row, index) => (
              <TableRow
                key={row.id}
                row={row}
                index={(props.skip ?? 0) + index + 2}
                href={props.rowHref?.(row.original)}
                label={props.rowLabel?.(row.original) ?? row.id}
                aside={props.rowAside?.(row.original)}
                selectable={selection !== undefined}
                reachable={row.id === keys.reachable}
                cell={(cell) => <table.FlexRender cell={cell} />}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && props.empty}
      </div>
    </div>
  );
}
