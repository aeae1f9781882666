"use client";
import type { Cell, Row as TableRowModel } from "@tanstack/react-table";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { MouseEvent, ReactNode } from "react";
import type { Features } from "./columns.ts";
import classes from "./data-table.module.css";

interface TableRowProps<Row extends object> {
  readonly row: TableRowModel<Features, Row>;
  /** Position in the whole list, the header being 1. */
  readonly index: number;
  readonly href: string | undefined;
  readonly label: string;
  readonly aside: ReactNode;
  readonly selectable: boolean;
  /** The one row that Tab reaches. */
  readonly reachable: boolean;
  readonly cell: (cell: Cell<Features, Row, unknown>) => ReactNode;
}

export function TableRow<Row extends object>({ row, index, href, label, aside, selectable, reachable, cell }: TableRowProps<Row>) {
  const router = useRouter();
  const tabIndex = reachable ? 0 : -1;
  const selected = selectable && row.getIsSelected();

  /** The whole row is a target for the mouse, except where something else is pressed or text is being selected. */
  function onClick(event: MouseEvent<HTMLElement>) {
    if (href === undefined || !(event.target instanceof Element) || event.target.closest("a, button, input, label")) return;
    if (window.getSelection()?.isCollapsed === false) return;
    if (event.ctrlKey || event.metaKey) window.open(href, "_blank", "noopener");
    else router.push(href);
  }

  // The row's link is the keyboard's way.
  return (
    <tr
      aria-rowindex={index}
      aria-selected={selectable ? selected : undefined}
      data-row={row.id}
      data-opens-row={href !== undefined}
      onClick={onClick}
    >
      {selectable && (
        <td className={classes.pick}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${label}`}
            checked={selected}
            onChange={row.getToggleSelectedHandler()}
          />
        </td>
      )}
      {row.getVisibleCells().map((item) => {
        const facts = item.column.columnDef.meta;
        if (facts?.opens !== true || href === undefined)
          return (
            <td key={item.id} className={classes.td} data-align={facts?.align}>
              {cell(item)}
            </td>
          );
        return (
          <th key={item.id} scope="row" className={classes.td} data-align={facts.align}>
            <Link href={href} data-opens tabIndex={tabIndex} className={classes.opens}>
              {cell(item)}
            </Link>
            {aside}
          </th>
        );
      })}
    </tr>
  );
}
