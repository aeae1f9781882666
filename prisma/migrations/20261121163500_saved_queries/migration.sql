-- CreateTable
CREATE TABLE "saved_query" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "folder" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[],
    "language" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "range" TEXT NOT NULL DEFAULT 'all',
    "is_shared" BOOLEAN NOT NULL DEFAULT false,
    "owner_id" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "saved_query_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_query_owner_id_deleted_at_idx" ON "saved_query"("owner_id", "deleted_at");

-- CreateIndex
CREATE INDEX "saved_query_is_shared_deleted_at_idx" ON "saved_query"("is_shared", "deleted_at");
