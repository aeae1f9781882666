-- Every index of "event" is paid for with each event: these hold only the rows that somebody looks for by them. An event without
-- a usable time is filed under its arrival, and found again by its id; every other one by its primary key.
DROP INDEX "event_id_idx";
DROP INDEX "event_host_id_process_key_timestamp_idx";
DROP INDEX "event_remote_address_timestamp_idx";
CREATE INDEX "event_undated_idx" ON "event" ("id") WHERE timestamp_quality IN ('received', 'out-of-range');
CREATE INDEX "event_process_idx" ON "event" ("host_id", "process_key", "timestamp") WHERE process_key IS NOT NULL;
CREATE INDEX "event_remote_idx" ON "event" ("remote_address", "timestamp") WHERE remote_address IS NOT NULL;
