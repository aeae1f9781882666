-- AlterTable
ALTER TABLE "rule" ADD COLUMN "product" TEXT,
ADD COLUMN "category" TEXT,
ADD COLUMN "service" TEXT,
ADD COLUMN "refused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "warnings" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "rule_version" ADD COLUMN "restored_from" INTEGER;

-- Rules stored before these columns existed; the parts of a log source are written exactly when the rule is stored again.
UPDATE "rule" SET
  "refused" = "diagnostics" @> '[{"severity": "error"}]',
  "warnings" = jsonb_array_length(jsonb_path_query_array("diagnostics", '$[*] ? (@.severity == "warning")')),
  "product" = lower(substring("source" FROM '\mproduct:\s*[''"]?([A-Za-z0-9_.-]+)')),
  "category" = lower(substring("source" FROM '\mcategory:\s*[''"]?([A-Za-z0-9_.-]+)')),
  "service" = lower(substring("source" FROM '\mservice:\s*[''"]?([A-Za-z0-9_.-]+)'));

-- CreateTable
CREATE TABLE "rule_import" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "content_type" TEXT NOT NULL DEFAULT '',
    "size" BIGINT NOT NULL DEFAULT 0,
    "starts_enabled" BOOLEAN NOT NULL DEFAULT true,
    "files" INTEGER,
    "files_read" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "added_off" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_by_type" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule_import_line" (
    "import_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "rule_id" TEXT,
    "title" TEXT,
    "outcome" TEXT NOT NULL,
    "outcome_rank" INTEGER NOT NULL,
    "diagnostics" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "rule_import_line_pkey" PRIMARY KEY ("import_id","ordinal")
);

-- CreateIndex
CREATE INDEX "rule_import_created_at_id_idx" ON "rule_import"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "rule_import_line_import_id_outcome_rank_ordinal_idx" ON "rule_import_line"("import_id", "outcome_rank", "ordinal");

-- AddForeignKey
ALTER TABLE "rule_import_line" ADD CONSTRAINT "rule_import_line_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "rule_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;
