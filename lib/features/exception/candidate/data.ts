import "server-only";
import { formatAddress } from "#core/event/address";
import { readAddressValue } from "#core/exception/address-value";
import type { Exception } from "#core/exception/exception";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import type { Query } from "#lib/db/query";
import { afterRef, type EvidenceRef, REF_COLUMNS, REF_ORDER } from "../../alert/evidence/data.ts";
import type { AlertStatus } from "../../alert/schema.ts";

const { sql } = Prisma;
/** Ids read at once: what an exception could touch is held in memory neither whole nor by the million. */
const IDS_A_PAGE = 5_000;
const ALERTS_A_PAGE = 200;
const EVIDENCE_A_PAGE = 500;

export interface CandidateScope {
  readonly statuses: readonly AlertStatus[];
  /** Only confirmed true positives. */
  readonly truePositives?: boolean;
  /** Only alerts seen since. */
  readonly since?: Date;
  readonly alertIds?: readonly string[];
}

/** First and last address of every value of the exception's narrowest test of a destination; null when it has none. */
function destinationRanges(exception: Exception): { readonly first: readonly string[]; readonly last: readonly string[] } | null {
  const conditions = exception.conditions.filter((condition) => condition.field === "destination.ip");
  const [condition] = conditions.sort((a, b) => a.values.length - b.values.length);
  if (!condition) return null;
  const ranges = condition.values.flatMap((value) => {
    const read = readAddressValue(value);
    return "range" in read ? [read.range] : [];
  });
  const at = (side: "first" | "last"): readonly string[] =>
    ranges.map((range) =>
      range.family === 4 ? formatAddress({ family: 4, value: range[side] }) : formatAddress({ family: 6, value: range[side] }),
    );
  return { first: at("first"), last: at("last") };
}

/**
 * A condition on evidence `e` that everything the exception matches satisfies; what else satisfies it is judged and let go.
 * The remote end is the destination of whatever goes out; evidence of any other direction has its destination elsewhere, so all of it
 * is looked at. Evidence without a remote end has no destination either.
 */
function addressFilter(exception: Exception): Prisma.Sql | null {
  const ranges = destinationRanges(exception);
  if (ranges === null) return null;
  return sql`(
    EXISTS (SELECT 1 FROM unnest(${ranges.first}::inet[], ${ranges.last}::inet[]) r(first, last) WHERE e.remote_address BETWEEN r.first AND r.last)
    OR (e.remote_address IS NOT NULL AND e.direction IS DISTINCT FROM 'egress'))`;
}

function addressedAlerts(exception: Exception): Prisma.Sql | null {
  const ranges = destinationRanges(exception);
  if (ranges === null) return null;
  return sql`a.id IN (
    SELECT e.alert_id FROM unnest(${ranges.first}::inet[], ${ranges.last}::inet[]) r(first, last)
    JOIN alert_evidence e ON e.remote_address BETWEEN r.first AND r.last
    UNION ALL
    SELECT e.alert_id FROM alert_evidence e WHERE e.remote_address IS NOT NULL AND e.direction IS DISTINCT FROM 'egress')`;
}

/** Alerts an exception could touch, newest first, in pages. */
async function* listAlertIds(query: Query, exception: Exception, scope: CandidateScope): AsyncGenerator<readonly string[]> {
  const parts = [sql`a.status = ANY(${[...scope.statuses]}::text[])`];
  if (exception.rules.length > 0) parts.push(sql`a.rule_id = ANY(${[...exception.rules]}::text[])`);
  if (scope.truePositives) parts.push(sql`a.verdict = 'true_positive'`);
  if (scope.since) parts.push(sql`a.last_seen >= ${scope.since.toISOString()}::timestamptz`);
  if (scope.alertIds) parts.push(sql`a.id = ANY(${[...scope.alertIds]}::uuid[])`);
  const addressed = addressedAlerts(exception);
  if (addressed) parts.push(addressed);
  for (let after: Prisma.Sql | undefined; ; ) {
    const where: Prisma.Sql = Prisma.join(after ? [...parts, after] : parts, " AND ");
    const rows = await query<{ id: string; at: string }>(
      sql`SELECT a.id, ${isoInstant(sql`a.last_seen`)} AS at FROM alert a WHERE ${where} ORDER BY a.last_seen DESC, a.id DESC LIMIT ${IDS_A_PAGE}`,
    );
    const last = rows.at(-1);
    if (last) yield rows.map((row) => row.id);
    if (!last || rows.length < IDS_A_PAGE) return;
    after = sql`(a.last_seen, a.id) < (${last.at}::timestamptz, ${last.id}::uuid)`;
  }
}

/** The evidence of some alerts that an exception could match, in pages. */
async function* listEvidence(query: Query, exception: Exception, alertIds: readonly string[]): AsyncGenerator<readonly EvidenceRef[]> {
  const filter = Prisma.join([addressFilter(exception) ?? sql`TRUE`, stepFilter(exception)], " AND ");
  let last: EvidenceRef | undefined;
  for (;;) {
    const page: readonly EvidenceRef[] = await query<EvidenceRef>(sql`
      SELECT ${REF_COLUMNS} FROM alert_evidence e JOIN alert a ON a.id = e.alert_id
      WHERE e.alert_key = ANY(ARRAY(SELECT k.key FROM alert k WHERE k.id = ANY(${[...alertIds]}::uuid[])))
        AND e.alert_id = ANY(${[...alertIds]}::uuid[]) AND ${filter} ${afterRef(last)}
      ORDER BY ${REF_ORDER} LIMIT ${EVIDENCE_A_PAGE}`);
    if (page.length > 0) yield page;
    if (page.length < EVIDENCE_A_PAGE) return;
    last = page.at(-1);
  }
}

function stepFilter({ step }: Exception): Prisma.Sql {
  return step === undefined ? sql`TRUE` : sql`e.step_name = ${step}`;
}

/** Every piece of evidence in scope that the exception could match, in pages of at most 500. */
export async function* candidates(query: Query, exception: Exception, scope: CandidateScope): AsyncGenerator<readonly EvidenceRef[]> {
  for await (const ids of listAlertIds(query, exception, scope)) {
    for (let start = 0; start < ids.length; start += ALERTS_A_PAGE) {
      yield* listEvidence(query, exception, ids.slice(start, start + ALERTS_A_PAGE));
    }
  }
}
