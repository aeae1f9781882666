import "server-only";
import { SEVERITY_RANK } from "#core/detection/finding";
import { Prisma } from "#lib/db/generated/client";
import type { RuleFilter } from "../schema.ts";

export type RuleFilterKey = keyof RuleFilter;

/** What a rule says when it names no product, category or service. */
const NONE = "none";

/** A rule filter as the condition of a statement over `rule r`; `except` leaves one filter out, for the counts of its choices. */
export function conditionOf(filter: RuleFilter, except?: RuleFilterKey): Prisma.Sql {
  const conditions: Prisma.Sql[] = [Prisma.sql`true`];
  const add = (key: RuleFilterKey, condition: Prisma.Sql | null): void => {
    if (key !== except && condition) conditions.push(condition);
  };
  const among = (column: Prisma.Sql, values: readonly (string | number)[]): Prisma.Sql | null =>
    values.length === 0 ? null : Prisma.sql`${column} IN (${Prisma.join([...values])})`;
  add(
    "severity",
    among(
      Prisma.sql`r.severity_rank`,
      filter.severity.map((severity) => SEVERITY_RANK[severity]),
    ),
  );
  add("status", among(Prisma.sql`r.status`, filter.status));
  add("language", among(Prisma.sql`r.language`, filter.language));
  add("kind", among(Prisma.sql`r.kind`, filter.kind));
  add("product", among(Prisma.sql`COALESCE(r.product, ${NONE})`, filter.product));
  add("category", among(Prisma.sql`COALESCE(r.category, ${NONE})`, filter.category));
  add("service", among(Prisma.sql`COALESCE(r.service, ${NONE})`, filter.service));
  add("tag", filter.tag.length === 0 ? null : Prisma.sql`r.tags && ${filter.tag}::text[]`);
  add("origin", filter.origin ? Prisma.sql`r.built_in = ${filter.origin === "built-in"}` : null);
  add("state", filter.state ? STATES[filter.state] : null);
  add("q", textCondition(filter.q?.trim() ?? ""));
  return Prisma.join(conditions, " AND ");
}

const STATES: { readonly [S in NonNullable<RuleFilter["state"]>]: Prisma.Sql } = {
  enabled: Prisma.sql`r.enabled AND NOT r.refused`,
  disabled: Prisma.sql`NOT r.enabled AND NOT r.refused`,
  refused: Prisma.sql`r.refused`,
  warned: Prisma.sql`r.warnings > 0 AND NOT r.refused`,
};

function textCondition(text: string): Prisma.Sql | null {
  if (text === "") return null;
  const folded = text.toLowerCase();
  const anywhere = `%${likeText(text)}%`;
  return Prisma.sql`(r.title ILIKE ${anywhere} OR r.id LIKE ${`${likeText(folded)}%`} OR r.log_source ILIKE ${anywhere}
    OR r.tags @> ARRAY[${folded}] OR r.description ILIKE ${anywhere} OR r.file_name ILIKE ${anywhere})`;
}

/** Text in which no character means more than itself to LIKE. */
const likeText = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
