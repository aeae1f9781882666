import { finishRuleImport } from "#features/rule/import/mutations";
import { runRuleImport } from "#lib/pipeline/rule-import";
import { defineJob, Interrupted } from "../job.ts";

/** Compiles and stores an upload of rules; one at a time, so that two uploads of the same rules do not race. */
export const ruleImport = defineJob({
  name: "rule-import",
  concurrency: 1,
  run: async ({ importId }, signal) => {
    const end = await runRuleImport(importId, signal);
    if (end === "interrupted") throw new Interrupted("the worker is stopping");
  },
});

/** What every attempt failed at stays failed, and says so on its page. */
export const ruleImportFailed = defineJob({
  name: "rule-import-failed",
  concurrency: 1,
  run: async ({ importId }) => {
    const error = "every attempt to import the rules failed; the worker's log says why";
    await finishRuleImport(importId, { status: "failed", error }, new Date());
  },
});
