-- CreateTable
CREATE TABLE "hit_plan" (
    "id" SERIAL NOT NULL,
    "rule_id" TEXT NOT NULL,
    "hash" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'filling',
    "filled" BIGINT NOT NULL DEFAULT 0,
    "to_fill" BIGINT,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "error" TEXT,
    "notice" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "live_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),
    CONSTRAINT "hit_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hit" (
    "plan_id" INTEGER NOT NULL,
    "key" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "host_id" INTEGER NOT NULL,
    "scan" SMALLINT NOT NULL,
    "is_filled" BOOLEAN NOT NULL DEFAULT false,
    "stored_on" DATE NOT NULL DEFAULT CURRENT_DATE,
    "order" BIGINT NOT NULL,
    "values" JSONB NOT NULL,
    "silenced_by" UUID[],
    CONSTRAINT "hit_pkey" PRIMARY KEY ("plan_id","key","at","event_id","scan","host_id")
);

-- CreateTable
CREATE TABLE "hit_finding" (
    "id" UUID NOT NULL,
    "plan_id" INTEGER NOT NULL,
    "key" BIGINT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "first_at" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "order" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),
    CONSTRAINT "hit_finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hit_pending" (
    "plan_id" INTEGER NOT NULL,
    "key" BIGINT NOT NULL,
    "from_at" BIGINT NOT NULL,
    "to_at" BIGINT NOT NULL,
    "ingest_id" UUID,
    "noted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "hit_pending_pkey" PRIMARY KEY ("plan_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "hit_plan_rule_id_hash_key" ON "hit_plan"("rule_id", "hash");

-- CreateIndex
CREATE INDEX "hit_stored_on_idx" ON "hit" USING BRIN ("stored_on");

-- CreateIndex
CREATE INDEX "hit_finding_plan_id_key_at_idx" ON "hit_finding"("plan_id", "key", "at");

-- CreateIndex
CREATE INDEX "hit_pending_not_before_idx" ON "hit_pending"("not_before");

-- CreateIndex
CREATE INDEX "hit_pending_ingest_id_idx" ON "hit_pending"("ingest_id");
