import { finishIngest } from "#features/ingest/mutations";
import { ingestFile } from "#lib/pipeline/ingest";
import { defineJob, Interrupted } from "../job.ts";

/** Reads an uploaded file. */
export const ingest = defineJob({
  name: "ingest",
  concurrency: 2,
  run: async ({ ingestId }, signal) => {
    const end = await ingestFile(ingestId, signal);
    if (end === "interrupted") throw new Interrupted("the worker is stopping");
  },
});

/** What every attempt failed at stays failed, and says so on its page. */
export const ingestFailed = defineJob({
  name: "ingest-failed",
  concurrency: 1,
  run: async ({ ingestId }) => {
    const error = "every attempt to read the file failed; the worker's log says why";
    await finishIngest(ingestId, { status: "failed", error, unreadFields: [] }, new Date());
  },
});
