import { expireExceptions as expire } from "#features/exception/mutations";
import { defineJob } from "../job.ts";

/** Ends exceptions whose time has come, and brings back what they silenced. A stored transition, never computed on reading. */
export const expireExceptions = defineJob({
  name: "expire-exceptions",
  concurrency: 1,
  schedule: "* * * * *",
  run: async () => {
    await expire(new Date());
  },
});
