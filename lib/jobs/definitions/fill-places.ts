import { fillPlaces } from "#features/alert/place/mutations";
import { defineJob } from "../job.ts";

/** Older alerts learn where all their destinations lie; once that is done, it finds nothing to do. */
export const fillAlertPlaces = defineJob({
  name: "fill-places",
  concurrency: 1,
  schedule: "* * * * *",
  run: async (_payload, signal) => {
    while (!signal.aborted && (await fillPlaces()) > 0);
  },
});
