-- CreateTable
CREATE TABLE "external_list" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "refresh_minutes" INTEGER,
    "due_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),
    "etag" TEXT,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_list_version" (
    "list_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "sample" TEXT[],
    "content" BYTEA NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_list_version_pkey" PRIMARY KEY ("list_id", "number")
);

-- CreateTable
CREATE TABLE "list_host" (
    "host" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "list_host_pkey" PRIMARY KEY ("host")
);

-- CreateIndex
CREATE UNIQUE INDEX "external_list_url_key" ON "external_list"("url");

-- CreateIndex
CREATE INDEX "external_list_due_at_idx" ON "external_list"("due_at");

-- AddForeignKey
ALTER TABLE "external_list_version" ADD CONSTRAINT "external_list_version_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "external_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Gzip already: compressing again costs time and gains nothing.
ALTER TABLE "external_list_version" ALTER COLUMN "content" SET STORAGE EXTERNAL;
