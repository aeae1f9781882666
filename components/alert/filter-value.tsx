"use client";
import Link from "next/link";
import { createContext, type ReactNode, useContext } from "react";
import { type LeftOut, type LeftOutKey, leftOutText } from "#features/alert/left-out/types";
import type { AlertQuery } from "#features/alert/schema";
import classes from "./filter-value.module.css";
import { leavingOut, onlyWith, queueHref } from "./queue-url.tsx";

/** The queue that the values around it narrow. */
export const QueryContext = createContext<AlertQuery | null>(null);

interface FilterValueProps {
  readonly by: LeftOutKey;
  readonly value: string;
  /** What a click shows: `host WS-0042`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** A value in the queue: pressing it shows only the alerts that have it, the sign beside it all others. Outside a queue it is text. */
export function FilterValue({ by, value, what, children }: FilterValueProps) {
  const query = useContext(QueryContext);
  if (!query) return children;
  const filter: LeftOut = { key: by, value };
  return (
    <span className={classes.pair}>
      <Link
        // Reached by the arrow keys from its row: as tab stops these would be hundreds.
        href={queueHref(onlyWith(query, filter))}
        tabIndex={-1}
        prefetch={false}
        className={classes.value}
        title={`Show only ${what} (i)`}
        data-filter={leftOutText(filter)}
      >
        {children}
      </Link>
      <LeaveOut filter={filter} what={what} />
    </span>
  );
}

/** For the mouse; by keyboard it is `I` on the value. */
export function LeaveOut({ filter, what }: { readonly filter: LeftOut; readonly what: string }) {
  const query = useContext(QueryContext);
  if (!query) return null;
  return (
    <Link
      href={queueHref(leavingOut(query, filter))}
      tabIndex={-1}
      prefetch={false}
      className={classes.out}
      title={`Leave out ${what} (I)`}
      aria-label={`Leave out ${what}`}
      data-aside
    >
      ≠
    </Link>
  );
}
