"use client";
import Link from "next/link";
import { createContext, type ReactNode, useContext } from "react";
import type { AlertQuery } from "#features/alert/schema";
import classes from "./filter-value.module.css";
import { changed, type FilterPatch, queueHref } from "./queue-url.tsx";

/** The queue that the values around it narrow. */
export const QueryContext = createContext<AlertQuery | null>(null);

interface FilterValueProps {
  readonly patch: FilterPatch;
  /** What a click shows: `host WS-0042`. */
  readonly what: string;
  readonly children: ReactNode;
}

/** A value in the queue: pressing it shows only the alerts that have it. Outside a queue it is text. */
export function FilterValue({ patch, what, children }: FilterValueProps) {
  const query = useContext(QueryContext);
  if (!query) return children;
  return (
    // Reached by the arrow keys from its row: as tab stops these would be hundreds.
    <Link href={queueHref(changed(query, patch))} tabIndex={-1} prefetch={false} className={classes.value} title={`Show only ${what}`}>
      {children}
    </Link>
  );
}
