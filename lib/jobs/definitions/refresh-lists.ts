import { systemActor } from "#features/account/system";
import { listDueLists } from "#features/list/data";
import { refreshList } from "#features/list/mutations";
import { defineJob } from "../job.ts";

/** Lists fetched in one round: each may take its time limit. */
const MOST = 20;

/** Fetches lists whose time has come. What goes wrong is written beside the list. */
export const refreshLists = defineJob({
  name: "refresh-lists",
  concurrency: 1,
  schedule: "*/5 * * * *",
  run: async (_, signal) => {
    for (const { id } of await listDueLists(new Date(), MOST)) {
      if (signal.aborted) return;
      await refreshList(systemActor("refresh-lists"), id, new Date());
    }
  },
});
