"use client";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { Header } from "@tanstack/react-table";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Features, Sort } from "./columns.ts";
import classes from "./data-table.module.css";

interface HeaderCellProps<Row extends object> {
  readonly header: Header<Features, Row, unknown>;
  readonly sort: Sort | undefined;
  readonly sortHref: ((sort: Sort) => string) | undefined;
  /** Sorts what is here, where no address has the order. */
  readonly onSort?: ((sort: Sort) => void) | undefined;
  readonly children: ReactNode;
}

/** A sortable header is a link to the sorted list, so that it can be opened, copied and gone back from. */
export function HeaderCell<Row extends object>({ header, sort, sortHref, onSort, children }: HeaderCellProps<Row>) {
  const facts = header.column.columnDef.meta;
  const key = facts?.sort;
  const direction = key !== undefined && sort?.key === key ? sort.direction : undefined;
  const Arrow = direction === "asc" ? IconArrowUp : IconArrowDown;
  return (
    <th
      scope="col"
      className={classes.th}
      data-align={facts?.align}
      aria-sort={direction && (direction === "asc" ? "ascending" : "descending")}
    >
      {key !== undefined && onSort ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort({ key, direction: direction === "asc" ? "desc" : "asc" })}
          title={`Sort by ${facts?.label}`}
        >
          <span className={classes.name}>{children}</span>
          {direction && <Arrow size={12} aria-hidden />}
        </button>
      ) : key !== undefined && sortHref ? (
        <Link
          href={sortHref({ key, direction: direction === "desc" ? "asc" : "desc" })}
          className={classes.sort}
          replace
          scroll={false}
          title={`Sort by ${facts?.label}`}
        >
          <span className={classes.name}>{children}</span>
          {direction && <Arrow size={12} aria-hidden />}
        </Link>
      ) : (
        <span className={classes.name}>{children}</span>
      )}
      {header.column.getCanResize() && (
        // Wider and narrower are also buttons in the column menu: dragging is never the only way (WCAG 2.5.7).
        <span
          aria-hidden
          className={classes.grip}
          onMouseDown={header.getResizeHandler()}
          onTouchStart={header.getResizeHandler()}
          onDoubleClick={() => header.column.resetSize()}
        />
      )}
    </th>
  );
}
