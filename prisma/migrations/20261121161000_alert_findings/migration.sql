-- Findings of several events: an alert of such a rule has findings, a finding has pieces of evidence.
ALTER TABLE "alert"
  ADD COLUMN "shape" TEXT NOT NULL DEFAULT 'event',
  ADD COLUMN "group_cells" JSONB,
  ADD COLUMN "outline" JSONB,
  ADD COLUMN "host_count" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "event_count" INTEGER NOT NULL DEFAULT 0;

UPDATE "alert" SET "event_count" = CASE WHEN "count" > 0 THEN "count" ELSE "total_count" END;

CREATE TABLE "alert_finding" (
  "alert_key" UUID NOT NULL,
  "id" UUID NOT NULL,
  "alert_id" UUID NOT NULL,
  "at" TIMESTAMPTZ(6) NOT NULL,
  "cells" JSONB NOT NULL,
  "why" JSONB NOT NULL,
  "silencing" TEXT NOT NULL,
  "pieces" INTEGER NOT NULL,
  "total" INTEGER NOT NULL,
  "counts" BOOLEAN NOT NULL,
  "withdrawn_at" TIMESTAMPTZ(6),
  "withdrawn_reason" TEXT,
  "truncated" JSONB,
  "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "alert_finding_pkey" PRIMARY KEY ("alert_key", "id"),
  CONSTRAINT "alert_finding_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "alert_finding_alert_id_at_id_idx" ON "alert_finding"("alert_id", "at" DESC, "id" DESC);
CREATE INDEX "alert_finding_id_idx" ON "alert_finding"("id");

-- A piece of a rule over one event is a finding of its own: its finding id is its event's, and it has no row above.
ALTER TABLE "alert_evidence"
  ADD COLUMN "finding_id" UUID,
  ADD COLUMN "step_index" SMALLINT,
  ADD COLUMN "step_name" TEXT,
  ADD COLUMN "process_key" TEXT;
UPDATE "alert_evidence" SET "finding_id" = "event_id";
ALTER TABLE "alert_evidence" ALTER COLUMN "finding_id" SET NOT NULL;
ALTER TABLE "alert_evidence" DROP CONSTRAINT "alert_evidence_pkey";
DROP INDEX "alert_evidence_alert_key_event_id_key";
ALTER TABLE "alert_evidence" ADD CONSTRAINT "alert_evidence_pkey" PRIMARY KEY ("alert_key", "finding_id", "event_id");

-- Only of findings of several events: evidence of one-event rules pays nothing for them.
CREATE INDEX "alert_evidence_hosts_idx" ON "alert_evidence"("alert_id", "host_id") WHERE finding_id <> event_id;
CREATE INDEX "alert_evidence_process_idx" ON "alert_evidence"("host_id", "process_key") WHERE process_key IS NOT NULL;

-- An exception may hold for one step of one rule only.
ALTER TABLE "exception" ADD COLUMN "step" TEXT;
