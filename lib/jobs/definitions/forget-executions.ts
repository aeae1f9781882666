import { forgetExecutions as forget } from "#features/execution/mutations";
import { defineJob } from "../job.ts";

/** Removes executions that nobody looks at any more. */
export const forgetExecutions = defineJob({
  name: "forget-executions",
  concurrency: 1,
  schedule: "17 * * * *",
  run: async () => {
    await forget(new Date());
  },
});
