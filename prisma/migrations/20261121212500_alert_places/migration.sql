-- AlterTable: NULL says "not looked up yet". Only alerts that are there already have it, until the worker has looked.
ALTER TABLE "alert" ADD COLUMN "countries" TEXT[], ADD COLUMN "asns" BIGINT[];
ALTER TABLE "alert" ALTER COLUMN "countries" SET DEFAULT '{}', ALTER COLUMN "asns" SET DEFAULT '{}';
CREATE INDEX "alert_places_unknown_idx" ON "alert" ("id") WHERE countries IS NULL;

-- Nearly every alert has the places of its first destination and no others, and those have indexes of their own. Columns, not
-- expressions: Postgres keeps no statistics of how seldom an expression over two columns holds.
ALTER TABLE "alert" ADD COLUMN "further_countries" TEXT[] GENERATED ALWAYS AS (array_remove(countries, country)) STORED,
                    ADD COLUMN "further_asns" BIGINT[] GENERATED ALWAYS AS (array_remove(asns, asn)) STORED;
CREATE INDEX "alert_further_countries_idx" ON "alert" USING gin ("further_countries") WHERE further_countries <> '{}';
CREATE INDEX "alert_further_asns_idx" ON "alert" USING gin ("further_asns") WHERE further_asns <> '{}';
CREATE INDEX "alert_further_idx" ON "alert" ("status") WHERE further_countries <> '{}';
