import { randomUUID } from "node:crypto";
import { systemActor } from "#features/account/system";
import { leaveWorker, showAlive } from "#features/ingest/worker/mutations";
import { disconnect } from "#lib/db/client";
import { closeThreads, warmThread } from "#lib/hunt/threads";
import { log } from "#lib/log";
import { seedBuiltInRules } from "#lib/pipeline/rule-import";
import { carryOut } from "./carry-out.ts";
import { cleanSpool } from "./definitions/clean-spool.ts";
import { expireExceptions } from "./definitions/expire-exceptions.ts";
import { fillFiles } from "./definitions/fill-files.ts";
import { fillAlertPlaces } from "./definitions/fill-places.ts";
import { forgetExecutions } from "./definitions/forget-executions.ts";
import { cleanHits, fillHits, runHits } from "./definitions/hits.ts";
import { expireHuntRows, hunt, huntFailed } from "./definitions/hunt.ts";
import { ingest, ingestFailed } from "./definitions/ingest.ts";
import { refreshLists } from "./definitions/refresh-lists.ts";
import { ruleCosts } from "./definitions/rule-costs.ts";
import { ruleImport, ruleImportFailed } from "./definitions/rule-import.ts";
import { closeQueue, queue } from "./queue.ts";
import { startScheduler } from "./scheduler.ts";

const BEAT_MS = 5_000;
const GRACE_MS = 30_000;
const shutdown = new AbortController();
const workerId = randomUUID();
let waitForExecutions = async (): Promise<void> => {};

async function start(): Promise<NodeJS.Timeout> {
  await showAlive(workerId, new Date());
  const beat = setInterval(() => {
    showAlive(workerId, new Date()).catch((error: unknown) => log.warn({ err: error }, "heartbeat"));
  }, BEAT_MS);
  await seedBuiltInRules(systemActor("seed-rules"));
  for (const job of [
    ingest,
    ingestFailed,
    ruleImport,
    ruleImportFailed,
    expireExceptions,
    cleanSpool,
    fillHits,
    runHits,
    cleanHits,
    fillAlertPlaces,
    fillFiles,
    refreshLists,
    forgetExecutions,
    ruleCosts,
    hunt,
    huntFailed,
    expireHuntRows,
  ])
    await job.start(shutdown.signal);
  waitForExecutions = startScheduler({ workerId, shutdown: shutdown.signal, run: carryOut });
  warmThread();
  log.info("worker ready");
  process.send?.("ready");
  return beat;
}

const starting = start();

/** Finishes the batch at hand, gives the rest back to the queue and goes. */
async function stop(why: string): Promise<void> {
  if (shutdown.signal.aborted) return;
  log.info({ why }, "worker stopping");
  shutdown.abort();
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  clearInterval(await starting.catch(() => undefined));
  await (await queue("worker")).stop({ graceful: true, close: true, timeout: GRACE_MS - 5_000 });
  await waitForExecutions();
  await closeThreads();
  await leaveWorker(workerId);
  await closeQueue();
  await disconnect();
  process.exit(0);
}

function stopping(why: string): () => void {
  return () => {
    stop(why).catch((error: unknown) => {
      log.error({ err: error }, "stopping");
      process.exit(1);
    });
  };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stopping(signal));
// The launcher holds the other end: when it is gone, however it went, so are we.
process.on("disconnect", stopping("launcher gone"));

starting.catch((error: unknown) => {
  log.fatal({ err: error }, "worker could not start");
  process.exit(1);
});
