-- AlterTable
ALTER TABLE "hit_plan" ADD COLUMN "judged_by" TEXT,
ADD COLUMN "misses" INTEGER NOT NULL DEFAULT 0;
