-- A worker that had waited for another to make the same day still did not see it: waiting for an advisory lock takes in nothing of what
-- others did to the catalog, and the name it had asked for before was remembered as missing. Waiting for a table does take it in, so
-- the day is looked for once the table is held.
CREATE OR REPLACE FUNCTION ensure_event_partition(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  floor_at timestamp := date_trunc(CASE WHEN at < '2026-01-01Z' THEN 'year' ELSE 'day' END, at AT TIME ZONE 'UTC');
  ceiling_at timestamp := floor_at + CASE WHEN at < '2026-01-01Z' THEN interval '1 year' ELSE interval '1 day' END;
  partition_name text := 'event_' || to_char(floor_at, CASE WHEN at < '2026-01-01Z' THEN 'YYYY' ELSE 'YYYYMMDD' END);
BEGIN
  IF at < '2000-01-01Z' OR at > now() + interval '2 days' OR to_regclass(quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  -- Two workers may want the same day: the second waits here and then finds it.
  PERFORM pg_advisory_xact_lock(720418);
  -- Nobody may write to the default partition between moving its rows of that day and closing the day to it.
  LOCK TABLE "event_default" IN ACCESS EXCLUSIVE MODE;
  IF to_regclass(quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE "event" INCLUDING ALL)', partition_name);
  EXECUTE format('WITH moved AS (DELETE FROM "event_default" WHERE "timestamp" >= %1$L AND "timestamp" < %2$L RETURNING *) INSERT INTO %3$I SELECT * FROM moved',
                 floor_at || 'Z', ceiling_at || 'Z', partition_name);
  EXECUTE format('ALTER TABLE "event" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name, floor_at || 'Z', ceiling_at || 'Z');
END $$;
