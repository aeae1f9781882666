-- A removed list is kept, so that its removal can be taken back.
ALTER TABLE "external_list" ADD COLUMN "removed_at" TIMESTAMPTZ(3);
