-- How far the job is that counts the files of events stored before files were counted.
ALTER TABLE "file_history" ADD COLUMN "counted_to" TIMESTAMPTZ(6);
