-- AlterTable
ALTER TABLE "alert" ADD COLUMN "is_building_block" BOOLEAN NOT NULL DEFAULT false;
