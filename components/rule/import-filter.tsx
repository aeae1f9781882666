import { Button, Group, TextInput } from "@mantine/core";
import Link from "next/link";
import type { ImportLineQuery } from "#features/rule/import/schema";
import type { ImportReason } from "#features/rule/import/types";
import classes from "../alert/filter-chips.module.css";
import { countText } from "../ingest/counts.ts";

interface ImportFilterProps {
  readonly importId: string;
  readonly query: ImportLineQuery;
  readonly reasons: readonly ImportReason[];
}

/** Finds lines of an import: by a part of the file's path or the rule's title, and by what is wrong with them. */
export function ImportFilter({ importId, query, reasons }: ImportFilterProps) {
  const isFiltered = query.q !== undefined || query.code !== undefined;
  return (
    <>
      <form action={`/rules/imports/${importId}`}>
        <Group gap="xs">
          {query.outcome !== undefined && <input type="hidden" name="outcome" value={query.outcome} />}
          {query.code !== undefined && <input type="hidden" name="code" value={query.code} />}
          <TextInput
            key={query.q}
            name="q"
            type="search"
            size="xs"
            w={320}
            maxLength={300}
            aria-label="Find a file or a rule of this import"
            placeholder="Part of a path or title"
            defaultValue={query.q}
          />
          <Button type="submit" size="xs" variant="default">
            Find
          </Button>
          {isFiltered && <Link href={importHref(importId, { outcome: query.outcome })}>Show all</Link>}
        </Group>
      </form>
      {reasons.length > 0 && (
        // The chips of the queue go below what is beside them; here nothing is.
        <div>
          <ul className={classes.chips} aria-label="What was found in them">
            {reasons.map(({ code, lines }) => (
              <li key={code}>
                <Link
                  href={importHref(importId, { ...query, code: query.code === code ? undefined : code, after: undefined })}
                  className={classes.chip}
                  aria-current={query.code === code ? "true" : undefined}
                >
                  <span className={classes.text}>
                    {code} {countText(lines)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** A report's address; what is not asked is not in it. */
export function importHref(importId: string, { outcome, q, code, after }: ImportLineQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ outcome, q, code, after })) if (value) search.set(name, value);
  return `/rules/imports/${importId}${search.size > 0 ? `?${search}` : ""}`;
}
