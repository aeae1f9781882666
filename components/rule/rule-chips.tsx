import { IconX } from "@tabler/icons-react";
import Link from "next/link";
import type { RuleQuery } from "#features/rule/schema";
import classes from "../alert/filter-chips.module.css";
import { chipsOf, rulesHref } from "./rule-url.ts";

/** What narrows the list, each with the way out of it. */
export function RuleChips({ query }: { readonly query: RuleQuery }) {
  const chips = chipsOf(query);
  if (chips.length === 0) return null;
  return (
    <div>
      <ul className={classes.chips} aria-label="Filters in force">
        {chips.map(({ text, without }) => (
          <li key={text}>
            <Link href={rulesHref(without)} className={classes.chip} title={`Remove: ${text}`} aria-label={`Remove the filter ${text}`}>
              <span className={classes.text}>{text}</span>
              <IconX size={12} aria-hidden />
            </Link>
          </li>
        ))}
        {chips.length > 1 && (
          <li>
            <Link href="/rules" className={classes.clear}>
              Clear all
            </Link>
          </li>
        )}
      </ul>
    </div>
  );
}
