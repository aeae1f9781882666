"use client";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { AddressContext } from "#core/enrichment/address-context";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { VirtualTable } from "../../data-table/virtual-table.tsx";
import { type CellActions, copyCell } from "./cell-actions.ts";
import { columnWidth } from "./column-width.ts";
import { type Hovered, HoverStrip } from "./hover-strip.tsx";
import { ResultCell } from "./result-cell.tsx";
import classes from "./result-table.module.css";
import { RowPanel } from "./row-panel.tsx";
import { type ResultSort, sortRows } from "./sort-rows.ts";

interface ResultTableProps {
  readonly columns: readonly HuntColumn[];
  readonly rows: readonly HuntResultRow[];
  /** Rows of the result; null while more may come. */
  readonly total: number | null;
  readonly addresses: ReadonlyMap<string, AddressContext>;
  readonly actions: CellActions;
  readonly toolbar: ReactNode;
  readonly onEnd: () => void;
}

/** The result as a grid, and one of its rows beside it. */
export function ResultTable({ columns, rows, total, addresses, actions, toolbar, onEnd }: ResultTableProps) {
  const [sort, setSort] = useState<ResultSort | null>(null);
  const [opened, setOpened] = useState<number | null>(null);
  const strip = useRef<((hovered: Hovered | null) => void) | null>(null);
  const ordered = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const hasRows = rows.length > 0;
  // Widths are taken from the first rows and stay: a table must not move under the eyes while more comes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const shaped = useMemo(
    () =>
      columns.map((column, index) => ({
        id: String(index),
        label: column.name,
        width: columnWidth(column, index, rows),
        ...(/^(?:long|int|real|decimal)$/.test(column.type) && { align: "end" as const }),
      })),
    [columns, hasRows],
  );
  const cell = useCallback(
    (row: number, column: number) => {
      const described = columns[column];
      const value = ordered[row]?.row.cells[column] ?? null;
      if (!described) return null;
      return <ResultCell column={described} value={value} address={typeof value === "string" ? addresses.get(value) : undefined} />;
    },
    [columns, ordered, addresses],
  );
  const rowId = useCallback((row: number) => String(ordered[row]?.place ?? row), [ordered]);

  function act(key: string, row: number, column: number): boolean {
    const described = columns[column];
    const value = ordered[row]?.row.cells[column] ?? null;
    if (key === "Escape" && opened !== null) setOpened(null);
    else if (!described) return false;
    else if ((key === "+" || key === "-") && actions.refusal(described) === null) actions.filter(described, value, key === "+");
    else if (key === "c") copyCell(described, value);
    else return false;
    return true;
  }

  function onSort(next: { readonly key: string; readonly direction: "asc" | "desc" }) {
    const column = Number(next.key);
    const isThird = sort?.column === column && sort.direction === "desc";
    setSort(isThird ? null : { column, direction: next.direction });
    setOpened(null);
  }

  const row = opened === null ? undefined : ordered.find(({ place }) => place === opened);
  return (
    <div className={classes.beside}>
      <VirtualTable
        caption="Result"
        columns={shaped}
        count={ordered.length}
        total={total}
        rowId={rowId}
        cell={cell}
        version={cell}
        sort={sort === null ? null : { key: String(sort.column), direction: sort.direction }}
        onSort={onSort}
        opened={opened === null ? null : ordered.findIndex(({ place }) => place === opened)}
        onOpen={(at) => {
          strip.current?.(null);
          setOpened(ordered[at]?.place ?? null);
        }}
        onKey={(key, place) => act(key, place.row, place.column)}
        onHover={(element, place) => {
          const box = element?.getBoundingClientRect();
          const frame = element?.closest("table")?.parentElement?.getBoundingClientRect();
          strip.current?.(box && place ? { ...place, top: box.top, right: Math.min(box.right, frame?.right ?? box.right) } : null);
        }}
        onEnd={onEnd}
        toolbar={toolbar}
      />
      <HoverStrip
        handle={strip}
        canFilter={(column) => {
          const described = columns[column];
          return described !== undefined && actions.refusal(described) === null;
        }}
        onFilter={({ row: at, column }, keeps) => act(keeps ? "+" : "-", at, column)}
        onCopy={({ row: at, column }) => act("c", at, column)}
      />
      {row && (
        <RowPanel
          columns={columns}
          row={row.row}
          number={row.place + 1}
          addresses={addresses}
          actions={actions}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}
