-- CreateTable
CREATE TABLE "placeholder" (
    "name" TEXT NOT NULL,
    "values" TEXT[],
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "placeholder_pkey" PRIMARY KEY ("name")
);
