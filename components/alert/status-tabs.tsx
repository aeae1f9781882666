import Link from "next/link";
import type { AlertQuery, AlertStatus } from "#features/alert/schema";
import type { AlertPage } from "#features/alert/types";
import { changed, queueHref } from "./queue-url.tsx";
import classes from "./status-tabs.module.css";
import { STATUS_WORD, STATUSES } from "./words.ts";

const CAP = 10_000;

/** The queue's views, each with the number of alerts it holds under the same filters. */
export function StatusTabs({ query, counts }: { readonly query: AlertQuery; readonly counts: AlertPage["statusCounts"] }) {
  return (
    <nav aria-label="Alerts by status">
      <ul className={classes.tabs}>
        {STATUSES.map((status) => (
          <Tab key={status} query={query} status={[status]} label={STATUS_WORD[status]} count={counts[status]} />
        ))}
        <Tab query={query} status={STATUSES} label="All" count={null} />
      </ul>
    </nav>
  );
}

interface TabProps {
  readonly query: AlertQuery;
  readonly status: readonly AlertStatus[];
  readonly label: string;
  readonly count: number | null;
}

function Tab({ query, status, label, count }: TabProps) {
  const current = [...query.status].sort().join() === [...status].sort().join();
  return (
    <li>
      <Link href={queueHref(changed(query, { status: [...status] }))} aria-current={current ? "page" : undefined} className={classes.tab}>
        {label}
        {count !== null && (
          <span className={classes.count}>
            {Math.min(count, CAP).toLocaleString("en")}
            {count >= CAP && "+"}
          </span>
        )}
      </Link>
    </li>
  );
}
