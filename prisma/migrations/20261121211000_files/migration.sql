-- Files by hash, and the hosts they were on.
CREATE TABLE "file" (
    "hash" BYTEA NOT NULL,
    "sha1" BYTEA,
    "md5" BYTEA,
    "facts" JSONB NOT NULL,

    CONSTRAINT "file_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "file_sha1_idx" ON "file"("sha1");
CREATE INDEX "file_md5_idx" ON "file"("md5");

-- The last time changes with nearly every batch: room in the page lets Postgres write the new row beside the old one.
CREATE TABLE "file_sighting" (
    "hash" BYTEA NOT NULL,
    "host_id" INTEGER NOT NULL,
    "first_seen" TIMESTAMPTZ(6) NOT NULL,
    "last_seen" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "file_sighting_pkey" PRIMARY KEY ("hash","host_id")
) WITH (fillfactor = 70);

CREATE TABLE "file_history" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "is_complete" BOOLEAN NOT NULL,

    CONSTRAINT "file_history_pkey" PRIMARY KEY ("id")
);
-- What was stored before is not counted: then hunts go on reading the events themselves.
INSERT INTO "file_history" ("id", "is_complete") SELECT 1, NOT EXISTS (SELECT 1 FROM "event");
