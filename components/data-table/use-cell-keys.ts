"use client";
import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from "react";

/** A cell by the row's place in the table's order and the column's place among all columns. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

interface CellKeys {
  readonly scroll: RefObject<HTMLElement | null>;
  readonly count: number;
  /** The columns that are shown, left to right. */
  readonly columns: readonly number[];
  /** Rows in sight. */
  readonly page: number;
  readonly scrollTo: (row: number, options: { readonly align: "auto" }) => void;
  readonly onKey: (key: string, place: CellPlace) => boolean;
  readonly onOpen: (row: number, column: number) => void;
}

/** Movement cell by cell in a table whose rows come and go (ARIA APG, data grids). Tab passes it in one step. */
export function useCellKeys({ scroll, count, columns, page, scrollTo, onKey, onOpen }: CellKeys) {
  const [current, setCurrent] = useState<CellPlace>({ row: 0, column: columns[0] ?? 0 });
  const reachable: CellPlace = {
    row: Math.min(current.row, Math.max(count - 1, 0)),
    column: columns.includes(current.column) ? current.column : (columns[0] ?? 0),
  };

  function placeOf(element: Element): CellPlace | null {
    const cell = element.closest<HTMLElement>("td[data-column]");
    const row = cell?.closest<HTMLElement>("tr[data-row]")?.dataset.row;
    return cell && row !== undefined ? { row: Number(row), column: Number(cell.dataset.column) } : null;
  }

  function move(to: CellPlace): void {
    const row = Math.min(Math.max(to.row, 0), count - 1);
    setCurrent({ row, column: to.column });
    scrollTo(row, { align: "auto" });
    // The row may not exist before the next frame has drawn it.
    const focus = (again: number): void => {
      const cell = scroll.current?.querySelector<HTMLElement>(`tr[data-row="${row}"] td[data-column="${to.column}"]`);
      if (cell) {
        cell.focus({ preventScroll: true });
        cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else if (again > 0) requestAnimationFrame(() => focus(again - 1));
    };
    requestAnimationFrame(() => focus(5));
  }

  function aside(place: CellPlace, step: number): CellPlace {
    const at = columns.indexOf(place.column);
    return { ...place, column: columns[Math.min(Math.max(at + step, 0), columns.length - 1)] ?? place.column };
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const place = event.target instanceof Element ? placeOf(event.target) : null;
    if (!place || event.altKey) return;
    const ends = event.ctrlKey || event.metaKey;
    const moves: { readonly [key: string]: () => void } = {
      ArrowDown: () => move({ ...place, row: place.row + 1 }),
      ArrowUp: () => move({ ...place, row: place.row - 1 }),
      ArrowRight: () => move(aside(place, 1)),
      ArrowLeft: () => move(aside(place, -1)),
      PageDown: () => move({ ...place, row: place.row + Math.max(page - 14, 1) }),
      PageUp: () => move({ ...place, row: place.row - Math.max(page - 14, 1) }),
      Home: () => move({ row: ends ? 0 : place.row, column: columns[0] ?? 0 }),
      End: () => move({ row: ends ? count - 1 : place.row, column: columns.at(-1) ?? 0 }),
      Enter: () => onOpen(place.row, place.column),
    };
    const run = moves[event.key];
    if (run && !(ends && event.key.startsWith("Arrow"))) run();
    else if (ends || !onKey(event.key, place)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onFocus(event: FocusEvent<HTMLElement>): void {
    const place = placeOf(event.target);
    if (place) setCurrent(place);
  }

  return { reachable, placeOf, onKeyDown, onFocus };
}
