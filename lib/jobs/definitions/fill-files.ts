import { takeTurn } from "#lib/db/turn";
import { fillFiles as fill } from "#lib/pipeline/fill-files";
import { defineJob } from "../job.ts";

const FILE_TURN = 720_426;

/** Older events learn to count for `FileProfile`; once that is done, it finds nothing to do. */
export const fillFiles = defineJob({
  name: "fill-files",
  concurrency: 1,
  schedule: "* * * * *",
  run: async (_payload, signal) => {
    await takeTurn(FILE_TURN, () => fill(signal));
  },
});
