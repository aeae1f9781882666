-- CreateTable
CREATE TABLE "hunt" (
    "id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "range_from" TIMESTAMPTZ(6),
    "range_to" TIMESTAMPTZ(6),
    "as_of" TIMESTAMPTZ(6) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "events_read" BIGINT NOT NULL DEFAULT 0,
    "events_total" BIGINT,
    "columns" JSONB,
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "truncated" TEXT,
    "notices" JSONB NOT NULL DEFAULT '[]',
    "diagnostic" JSONB,
    "error" TEXT,
    "chart" JSONB,
    "first_row_after" INTEGER,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "hunt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hunt_chunk" (
    "hunt_id" UUID NOT NULL,
    "first" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "rows" TEXT NOT NULL,

    CONSTRAINT "hunt_chunk_pkey" PRIMARY KEY ("hunt_id","first")
);

-- CreateIndex
CREATE INDEX "hunt_created_by_created_at_id_idx" ON "hunt"("created_by", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "hunt_expires_at_idx" ON "hunt"("expires_at");

-- AddForeignKey
ALTER TABLE "hunt_chunk" ADD CONSTRAINT "hunt_chunk_hunt_id_fkey" FOREIGN KEY ("hunt_id") REFERENCES "hunt"("id") ON DELETE CASCADE ON UPDATE CASCADE;
