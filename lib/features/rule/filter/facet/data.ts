import "server-only";
import { SEVERITIES } from "#core/detection/finding";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { RuleFilter } from "../../schema.ts";
import { conditionOf } from "../data.ts";
import { FACETS, type Facet, type FacetChoice, type RuleFacets } from "../types.ts";

/** Choices of one filter beyond this are found by typing into the search instead. */
const MOST_CHOICES = 400;
const ANY = RuleFilter.parse({});

const VALUES: { readonly [F in Facet]: Prisma.Sql } = {
  severity: Prisma.sql`r.severity`,
  status: Prisma.sql`r.status`,
  tag: Prisma.sql`t.tag`,
  product: Prisma.sql`COALESCE(r.product, 'none')`,
  category: Prisma.sql`COALESCE(r.category, 'none')`,
  service: Prisma.sql`COALESCE(r.service, 'none')`,
  language: Prisma.sql`r.language`,
  kind: Prisma.sql`r.kind`,
  state: Prisma.sql`CASE WHEN r.refused THEN 'refused' WHEN r.enabled THEN 'enabled' ELSE 'disabled' END`,
  origin: Prisma.sql`CASE WHEN r.built_in THEN 'built-in' ELSE 'uploaded' END`,
};

/** The choices of every filter with their counts, each under all filters but its own: one statement over the rules. */
export async function countFacets(filter: RuleFilter): Promise<RuleFacets> {
  // Searching the texts is most of the work, and the same for every filter: it is done once.
  const { q, ...others } = filter;
  const found = conditionOf({ ...ANY, q });
  const parts = FACETS.map((facet) => {
    const from = facet === "tag" ? Prisma.sql`found r CROSS JOIN LATERAL unnest(r.tags) AS t(tag)` : Prisma.sql`found r`;
    return Prisma.sql`(SELECT ${facet} AS facet, ${VALUES[facet]} AS value, count(*)::int AS count FROM ${from}
      WHERE ${conditionOf(others, facet)} GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT ${MOST_CHOICES})`;
  });
  const warned = Prisma.sql`(SELECT 'state', 'warned', count(*)::int FROM found r
    WHERE ${conditionOf(others, "state")} AND r.warnings > 0 AND NOT r.refused HAVING count(*) > 0)`;
  type Row = { readonly facet: Facet } & FacetChoice;
  const rows = await onPrisma(db())<Row>(Prisma.sql`
    WITH found AS MATERIALIZED (
      SELECT severity, severity_rank, status, tags, product, category, service, language, kind, refused, enabled, built_in, warnings
      FROM rule r WHERE ${found})
    ${Prisma.join([...parts, warned], " UNION ALL ")}`);
  const choices = (facet: Facet): readonly FacetChoice[] =>
    rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  const byLevel = [...choices("severity")].sort((a, b) => rankOf(b.value) - rankOf(a.value));
  return {
    severity: byLevel,
    status: choices("status"),
    tag: choices("tag"),
    product: choices("product"),
    category: choices("category"),
    service: choices("service"),
    language: choices("language"),
    kind: choices("kind"),
    state: choices("state"),
    origin: choices("origin"),
  };
}

const LEVELS: readonly string[] = SEVERITIES;
const rankOf = (value: string): number => LEVELS.indexOf(value);
