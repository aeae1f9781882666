import { endHunt, expireHunts } from "#features/hunt/mutations";
import { runHunt } from "#lib/hunt/run-hunt";
import { warmThread } from "#lib/hunt/threads";
import { defineJob, Interrupted } from "../job.ts";

/** Runs a query that somebody asked, in a thread of its own: ingest goes on beside it. */
export const hunt = defineJob({
  name: "hunt",
  concurrency: 2,
  run: async ({ huntId }, signal) => {
    const end = await runHunt(huntId, signal);
    warmThread();
    if (end === "interrupted") throw new Interrupted("the worker is stopping");
  },
});

/** What every attempt failed at stays failed, and says so on its page. */
export const huntFailed = defineJob({
  name: "hunt-failed",
  concurrency: 1,
  run: async ({ huntId }) => {
    const error = "every attempt to run the query failed; the worker's log says why";
    await endHunt(huntId, { status: "failed", error }, new Date());
  },
});

/** Removes the rows of old hunts. */
export const expireHuntRows = defineJob({
  name: "expire-hunts",
  concurrency: 1,
  schedule: "17 * * * *",
  run: async () => {
    await expireHunts(new Date());
  },
});
