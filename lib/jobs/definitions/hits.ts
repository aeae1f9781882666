import { LOCK } from "#lib/db/lock-number";
import { takeTurn } from "#lib/db/turn";
import { cleanHits as clean } from "#lib/pipeline/clean-hits";
import { fillHits as fill } from "#lib/pipeline/fill-hits";
import { judgeHits as judge } from "#lib/pipeline/judge-hits";
import { runUnscheduled } from "#lib/pipeline/run-pending";
import { queueFilled } from "#lib/pipeline/upload-runs";
import { defineJob } from "../job.ts";

/** Reads stored events for rules over several events that are new, and judges hits anew when exceptions changed. */
export const fillHits = defineJob({
  name: "fill-hits",
  concurrency: 1,
  schedule: "* * * * *",
  run: async (_payload, signal) => {
    await takeTurn(LOCK.fillHitsTurn, async () => {
      if ((await fill(signal)) > 0) await queueFilled(new Date());
      await judge(signal);
    });
  },
});

/** Runs what waits of rules without a schedule. */
export const runHits = defineJob({
  name: "run-hits",
  concurrency: 1,
  schedule: "* * * * *",
  run: async (_payload, signal) => {
    await takeTurn(LOCK.runPendingTurn, () => runUnscheduled(signal));
  },
});

/** Removes hits that nothing is looked for with any more. */
export const cleanHits = defineJob({
  name: "clean-hits",
  concurrency: 1,
  schedule: "*/10 * * * *",
  run: async () => {
    await clean();
  },
});
