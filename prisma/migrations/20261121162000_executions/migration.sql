-- AlterTable
ALTER TABLE "rule" ADD COLUMN "author_version" TEXT,
ADD COLUMN "can_run" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "cost_asked" DOUBLE PRECISION,
ADD COLUMN "cost_at" TIMESTAMPTZ(3),
ADD COLUMN "cost_nanoseconds" DOUBLE PRECISION,
ADD COLUMN "covered_to" TIMESTAMPTZ(3),
ADD COLUMN "details" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "every_seconds" INTEGER,
ADD COLUMN "is_building_block" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "is_schedule_edited" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'sigma',
ADD COLUMN "last_run_at" TIMESTAMPTZ(3),
ADD COLUMN "look_back_seconds" INTEGER,
ADD COLUMN "most_alerts" INTEGER,
ADD COLUMN "next_run_at" TIMESTAMPTZ(3),
ADD COLUMN "risk_score" INTEGER;

-- What was stored before says no more than its language; the rest is written when the rule is stored again.
UPDATE "rule" SET "kind" = "language";

-- AlterTable
ALTER TABLE "rule_import" ADD COLUMN "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "changed_rules" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "rule_version" ADD COLUMN "author_version" TEXT;

-- CreateTable
CREATE TABLE "execution" (
    "id" UUID NOT NULL,
    "rule_id" TEXT NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "range_from" TIMESTAMPTZ(6) NOT NULL,
    "range_to" TIMESTAMPTZ(6) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "missed" INTEGER NOT NULL DEFAULT 0,
    "events" BIGINT NOT NULL DEFAULT 0,
    "hits" BIGINT NOT NULL DEFAULT 0,
    "findings" INTEGER NOT NULL DEFAULT 0,
    "alerts" INTEGER NOT NULL DEFAULT 0,
    "truncated" BOOLEAN NOT NULL DEFAULT false,
    "left_over" INTEGER NOT NULL DEFAULT 0,
    "notices" JSONB NOT NULL DEFAULT '[]',
    "samples" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "worker_id" UUID,
    "beat_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "execution_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "execution_rule_id_created_at_id_idx" ON "execution"("rule_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "execution_status_created_at_idx" ON "execution"("status", "created_at");

-- AddForeignKey
ALTER TABLE "execution" ADD CONSTRAINT "execution_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The rules whose time has come, without looking at the others.
CREATE INDEX "rule_due_idx" ON "rule"("next_run_at") WHERE "next_run_at" IS NOT NULL;

-- A rule that raises alerts runs once at a time, and waits for its turn once for each kind of reason. Backtests raise nothing.
CREATE UNIQUE INDEX "execution_running_idx" ON "execution"("rule_id") WHERE "status" = 'running' AND "trigger" <> 'backtest';
CREATE UNIQUE INDEX "execution_waiting_idx" ON "execution"("rule_id", "trigger") WHERE "status" = 'queued' AND "trigger" IN ('schedule', 'upload');
