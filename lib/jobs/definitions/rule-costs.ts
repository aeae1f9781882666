import { storeRuleCosts } from "#lib/pipeline/rule-costs";
import { defineJob } from "../job.ts";

/** Now and then, what rules cost is written to their rows. */
export const ruleCosts = defineJob({
  name: "rule-costs",
  concurrency: 1,
  schedule: "* * * * *",
  run: async () => {
    await storeRuleCosts(new Date());
  },
});
