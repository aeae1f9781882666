import "server-only";
import { addressLookup } from "#lib/addresses";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";
import { storableJson } from "#lib/db/text";

const { sql } = Prisma;
const AT_ONCE = 500;

/**
 * Looks up the countries and networks of every destination of alerts raised before there were columns for them, a few hundred alerts at
 * a time; of alerts raised since, `countRaised` keeps them. Several workers may do it at once. Returns how many alerts it did.
 */
export async function fillPlaces(): Promise<number> {
  const lookup = await addressLookup();
  return db().$transaction(async (tx) => {
    const query = onPrisma(tx);
    const alerts = await query<{ id: string; addresses: readonly string[] }>(sql`
      WITH a AS MATERIALIZED (SELECT id FROM alert WHERE countries IS NULL ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
      SELECT a.id, ARRAY(SELECT DISTINCT host(e.remote_address) FROM alert_evidence e
                         WHERE e.alert_id = a.id AND e.remote_address IS NOT NULL) AS addresses FROM a`);
    const rows = alerts.map(({ id, addresses }) => {
      const contexts = addresses.map((address) => lookup(address));
      return {
        id,
        countries: distinct(contexts.map(({ country }) => country)),
        asns: distinct(contexts.map(({ asn }) => asn)),
      };
    });
    // Together with what the row says of its first destination: that keeps the owner it had when it was raised.
    await query(sql`
      UPDATE alert a SET
        countries = ARRAY(SELECT DISTINCT c FROM unnest(r.countries || array_remove(ARRAY[a.country], NULL)) c ORDER BY 1),
        asns = ARRAY(SELECT DISTINCT n FROM unnest(r.asns || array_remove(ARRAY[a.asn], NULL)) n ORDER BY 1)
      FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(id uuid, countries text[], asns bigint[]) WHERE a.id = r.id`);
    return rows.length;
  });
}

function distinct<T>(values: readonly (T | undefined)[]): readonly T[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
