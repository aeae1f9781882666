import { LOCK } from "#lib/db/lock-number";
import { takeTurn } from "#lib/db/turn";
import { fillFiles as fill } from "#lib/pipeline/fill-files";
import { defineJob } from "../job.ts";

/** Older events learn to count for `FileProfile`; once that is done, it finds nothing to do. */
export const fillFiles = defineJob({
  name: "fill-files",
  concurrency: 1,
  schedule: "* * * * *",
  run: async (_payload, signal) => {
    await takeTurn(LOCK.fillFilesTurn, () => fill(signal));
  },
});
