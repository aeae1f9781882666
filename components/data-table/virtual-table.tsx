"use client";
import { type ColumnSizingState, type ColumnVisibilityState, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ColumnMenu } from "./column-menu.tsx";
import { columnsFor, features, type Sort } from "./columns.ts";
import classes from "./data-table.module.css";
import { HeaderCell } from "./header-cell.tsx";
import { type CellPlace, useCellKeys } from "./use-cell-keys.ts";

export interface VirtualColumn {
  readonly id: string;
  readonly label: string;
  /** In pixels, until somebody drags it. */
  readonly width: number;
  readonly align?: "end";
}

export interface VirtualTableProps {
  /** What the table holds, for those who hear it. */
  readonly caption: string;
  readonly columns: readonly VirtualColumn[];
  /** Rows that are here. */
  readonly count: number;
  /** Rows there are, as far as anybody knows; null: more are coming. */
  readonly total: number | null;
  readonly rowId: (row: number) => string;
  /** A cell's contents. Must not change while `version` is the same. */
  readonly cell: (row: number, column: number) => ReactNode;
  readonly version: unknown;
  readonly sort: Sort | null;
  readonly onSort: (sort: Sort) => void;
  readonly opened: number | null;
  readonly onOpen: (row: number, column: number) => void;
  /** A key pressed in a cell; true when it meant something. */
  readonly onKey: (key: string, place: CellPlace) => boolean;
  readonly onHover?: (cell: HTMLElement | null, place: CellPlace | null) => void;
  /** The last row that is here came into sight. */
  readonly onEnd?: () => void;
  readonly toolbar?: ReactNode;
}

interface Nothing {
  readonly id: string;
}
const NO_ROWS: Nothing[] = [];
const helper = columnsFor<Nothing>();

/** A grid of any number of rows of which only those in sight exist. One moves cell by cell; Enter opens the row. */
export function VirtualTable(props: VirtualTableProps) {
  const { columns, count } = props;
  const [visibility, setVisibility] = useState<ColumnVisibilityState>({});
  const [sizing, setSizing] = useState<ColumnSizingState>({});
  const definitions = useMemo(
    () =>
      columns.map(({ id, label, width, align }) =>
        helper.display({ id, header: label, size: width, meta: { label, sort: id, ...(align && { align }) } }),
      ),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    columnResizeMode: "onEnd",
    state: { columnVisibility: visibility, columnSizing: sizing },
    onColumnVisibilityChange: setVisibility,
    onColumnSizingChange: setSizing,
  });
  const headers = table.getHeaderGroups().flatMap((group) => group.headers);
  const shown = useMemo(() => columns.flatMap(({ id }, index) => (visibility[id] === false ? [] : [index])), [columns, visibility]);

  const scroll = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(32);
  useEffect(() => {
    const measure = () => setHeight(Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row-height")) || 32);
    measure();
    const observer = new MutationObserver(measure);
    observer.observe(document.documentElement, { attributeFilter: ["data-density"] });
    return () => observer.disconnect();
  }, []);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 12,
    // The head covers the first row's height of the scrolled part.
    scrollPaddingStart: height,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height makes every measure wrong
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const { onEnd } = props;
  useEffect(() => {
    if (last && last.index >= count - 1) onEnd?.();
  }, [last, count, onEnd]);

  const keys = useCellKeys({
    scroll,
    count,
    columns: shown,
    page: items.length,
    scrollTo: virtual.scrollToIndex,
    onKey: props.onKey,
    onOpen: props.onOpen,
  });

  function onClick(event: MouseEvent<HTMLElement>) {
    if (!(event.target instanceof Element) || event.target.closest("a, button")) return;
    if (window.getSelection()?.isCollapsed === false) return;
    const place = keys.placeOf(event.target);
    if (place) props.onOpen(place.row, place.column);
  }

  return (
    <div className={classes.frame}>
      <div className={classes.toolbar}>
        {props.toolbar}
        <ColumnMenu
          table={table}
          onReset={() => {
            setVisibility({});
            setSizing({});
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the strip over a cell repeats what keys and the row's panel do */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: see above */}
      <div
        className={classes.scroll}
        ref={scroll}
        onMouseLeave={() => props.onHover?.(null, null)}
        onMouseOver={(event) => {
          const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("td[data-column]") : null;
          if (cell) props.onHover?.(cell, keys.placeOf(cell));
        }}
      >
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table one moves in (ARIA APG, data grids)
          role="grid"
          aria-label={props.caption}
          aria-rowcount={props.total === null ? -1 : props.total + 1}
          aria-colcount={shown.length}
          className={classes.table}
          style={{ width: `max(100%, ${table.getTotalSize()}px)` }}
          onKeyDown={(event: KeyboardEvent<HTMLElement>) => keys.onKeyDown(event)}
          onFocus={keys.onFocus}
          onClick={onClick}
        >
          <colgroup>
            {headers.map((header) => (
              <col key={header.id} style={{ width: header.getSize() }} />
            ))}
          </colgroup>
          <thead className={classes.head}>
            <tr aria-rowindex={1}>
              {headers.map((header) => (
                <HeaderCell key={header.id} header={header} sort={props.sort ?? undefined} sortHref={undefined} onSort={props.onSort}>
                  <table.FlexRender header={header} />
                </HeaderCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {first && first.start > 0 && (
              <tr aria-hidden className={classes.spacer} style={{ height: first.start }}>
                <td colSpan={shown.length} />
              </tr>
            )}
            {items.map(({ index }) => (
              <VirtualRow
                key={props.rowId(index)}
                row={index}
                columns={shown}
                isOpened={props.opened === index}
                reachable={keys.reachable.row === index ? keys.reachable.column : null}
                aligns={columns}
                cell={props.cell}
                version={props.version}
              />
            ))}
            {last && virtual.getTotalSize() > last.end && (
              <tr aria-hidden className={classes.spacer} style={{ height: virtual.getTotalSize() - last.end }}>
                <td colSpan={shown.length} />
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface VirtualRowProps {
  readonly row: number;
  readonly columns: readonly number[];
  readonly isOpened: boolean;
  /** The column whose cell Tab reaches, when it is in this row. */
  readonly reachable: number | null;
  readonly aligns: readonly VirtualColumn[];
  readonly cell: (row: number, column: number) => ReactNode;
  readonly version: unknown;
}

/** Drawn once: scrolling moves rows, it does not draw them again. */
const VirtualRow = memo(function VirtualRow({ row, columns, isOpened, reachable, aligns, cell }: VirtualRowProps) {
  return (
    <tr aria-rowindex={row + 2} data-row={row} data-opens-row data-opened={isOpened}>
      {columns.map((column) => (
        <td
          key={column}
          className={classes.td}
          data-column={column}
          data-align={aligns[column]?.align}
          tabIndex={reachable === column ? 0 : -1}
        >
          {cell(row, column)}
        </td>
      ))}
    </tr>
  );
});
