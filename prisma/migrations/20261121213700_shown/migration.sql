-- What a finding says of itself in place of its rule, and what of that its alert is shown as. Nearly every rule leaves nothing to
-- its events: NULL.
ALTER TABLE "alert" ADD COLUMN "shown" JSONB;
ALTER TABLE "alert_finding" ADD COLUMN "shown" JSONB;
ALTER TABLE "alert_evidence" ADD COLUMN "shown" JSONB;
CREATE INDEX "alert_finding_shown_idx" ON "alert_finding" ("alert_id") WHERE shown IS NOT NULL;
CREATE INDEX "alert_evidence_shown_idx" ON "alert_evidence" ("alert_id") WHERE shown IS NOT NULL;
