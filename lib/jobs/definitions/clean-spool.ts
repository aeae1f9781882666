import { listPendingIngests } from "#features/ingest/data";
import { listPendingRuleImports } from "#features/rule/import/data";
import { endLostImports } from "#lib/pipeline/rule-import";
import { cleanSpool as clean } from "#lib/pipeline/spool";
import { defineJob } from "../job.ts";

/** Longer than an upload's last write is ever before its row. */
const IDLE_MS = 60 * 60 * 1_000;

/** Removes files that nobody will read again, and ends imports that have none. */
export const cleanSpool = defineJob({
  name: "clean-spool",
  concurrency: 1,
  schedule: "*/10 * * * *",
  run: async () => {
    await endLostImports(new Date(Date.now() - IDLE_MS));
    const pending = await Promise.all([listPendingIngests(), listPendingRuleImports()]);
    await clean(new Set(pending.flat()), Date.now(), IDLE_MS);
  },
});
