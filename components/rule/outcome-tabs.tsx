import Link from "next/link";
import type { RuleImportRow } from "#features/rule/import/types";
import type { RuleImportFile } from "#features/rule/types";
import classes from "../alert/status-tabs.module.css";
import { countText } from "../ingest/counts.ts";

const OUTCOMES = ["refused", "added", "updated", "unchanged"] as const satisfies readonly RuleImportFile["outcome"][];

/** The report's views, each with the number of its lines. */
export function OutcomeTabs({
  detail,
  current,
}: {
  readonly detail: RuleImportRow;
  readonly current: RuleImportFile["outcome"] | undefined;
}) {
  const href = `/rules/imports/${detail.id}`;
  return (
    <nav aria-label="Lines by outcome">
      <ul className={classes.tabs}>
        <li>
          <Link href={href} aria-current={current === undefined ? "page" : undefined} className={classes.tab}>
            All
          </Link>
        </li>
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <Link href={`${href}?outcome=${outcome}`} aria-current={current === outcome ? "page" : undefined} className={classes.tab}>
              {outcome.charAt(0).toUpperCase() + outcome.slice(1)}
              <span className={classes.count}>{countText(detail[outcome])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
