import { Worker } from "node:worker_threads";
import type { HuntProgress } from "#features/hunt/types";
import { pool } from "#lib/db/client";
import { log } from "#lib/log";
import { limitReached } from "./answer.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Description, FromThread, RowChunk, ThreadEnd, ThreadQuestion, ToThread } from "./thread-message.ts";

export interface ThreadHandlers {
  describe(description: Description): Promise<void> | void;
  rows(chunk: RowChunk): Promise<void> | void;
  progress(progress: HuntProgress): void;
}

/** A thread that was asked to stop and does not is ended. */
const STUBBORN_MS = 3_000;
/** The thread says itself that its time is over; this is for one that cannot. */
const OVERTIME_MS = 5_000;

/** Threads that wait for a question: starting one takes most of a second. */
const idle: Worker[] = [];
const MOST_IDLE = 2;

function start(megabytes: number): Worker {
  const worker = new Worker(new URL("./thread.mjs", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    // The parent's loader and inspector are its own; code that is the server's alone must load.
    execArgv: ["--conditions=react-server"],
  });
  // One that dies while it waits is one less to wait; while it works, whoever asked hears of it too.
  worker.on("error", () => {});
  worker.once("exit", () => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  });
  worker.unref();
  return worker;
}

/** Starts a thread ahead of the first question. */
export function warmThread(): void {
  if (idle.length === 0) idle.push(start(DEFAULT_LIMITS.megabytes));
}

/** Ends the threads that wait; for tests and shutdown. */
export async function closeThreads(): Promise<void> {
  await Promise.all(idle.splice(0).map((worker) => worker.terminate()));
}

/**
 * Answers one query in a thread of its own. Whatever happens there comes back as an end: beyond its memory or its time it is ended,
 * and what it left running in Postgres with it. Errors of the handlers end it too, and are thrown.
 */
export async function askThread(question: ThreadQuestion, handlers: ThreadHandlers, signal?: AbortSignal): Promise<ThreadEnd> {
  const { megabytes, milliseconds } = question.limits;
  const isUsual = megabytes === DEFAULT_LIMITS.megabytes;
  const worker = (isUsual && idle.pop()) || start(megabytes);
  let pid: number | undefined;
  let failure: unknown;
  const timers: NodeJS.Timeout[] = [];
  const post = (message: ToThread): void => worker.postMessage(message);
  const kill = (): void => void worker.terminate();
  const stop = (): void => {
    post({ kind: "cancel" });
    if (pid !== undefined) endBackend(pid, "pg_cancel_backend");
    timers.push(setTimeout(kill, STUBBORN_MS));
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    stop();
  };
  const listeners: (() => void)[] = [];
  // Not all listeners of a worker are ours: each of ours goes by itself.
  const listen = <T>(event: string, listener: (value: T) => void): void => {
    worker.on(event, listener);
    listeners.push(() => worker.off(event, listener));
  };
  worker.ref();
  const end = await new Promise<ThreadEnd>((resolve) => {
    const on = async (message: FromThread): Promise<void> => {
      switch (message.kind) {
        case "ready":
          return;
        case "session":
          pid = message.pid;
          if (signal?.aborted) stop();
          return;
        case "described":
          return handlers.describe(message.description);
        case "progress":
          return handlers.progress(message.progress);
        case "rows":
          await handlers.rows(message.chunk);
          return post({ kind: "taken" });
        case "done":
        case "refused":
        case "cancelled":
        case "failed":
          resolve(message);
      }
    };
    // One after the other: what a query is must be written before its rows.
    let order = Promise.resolve();
    listen("message", (message: FromThread) => {
      order = order.then(() => on(message)).catch(fail);
    });
    listen("error", (error: Error) => resolve(endOf(error, megabytes)));
    listen("exit", () =>
      resolve(signal?.aborted ? { kind: "cancelled" } : { kind: "failed", message: "the thread of the query ended by itself" }),
    );
    timers.push(
      setTimeout(() => {
        resolve({ kind: "refused", diagnostic: limitReached(`the query took longer than ${Math.round(milliseconds / 1_000)} seconds`) });
        kill();
      }, milliseconds + OVERTIME_MS),
    );
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    post({ kind: "ask", question });
  });
  signal?.removeEventListener("abort", stop);
  for (const timer of timers) clearTimeout(timer);
  for (const deafen of listeners) deafen();
  await settle(worker, end, pid, isUsual);
  if (failure !== undefined) throw failure;
  return end;
}

/** A thread that ended well waits for the next question; any other goes, and takes its process of Postgres along. */
async function settle(worker: Worker, end: ThreadEnd, pid: number | undefined, isUsual: boolean): Promise<void> {
  const isSound = end.kind === "done" || end.kind === "refused" || end.kind === "cancelled";
  if (isSound && isUsual && worker.threadId >= 0 && idle.length < MOST_IDLE) {
    worker.unref();
    idle.push(worker);
    return;
  }
  await worker.terminate();
  if (pid !== undefined) endBackend(pid, "pg_terminate_backend");
}

function endOf(error: Error, megabytes: number): ThreadEnd {
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return {
      kind: "refused",
      diagnostic: limitReached(`the query needs more than ${megabytes} MB of memory; filter or summarize earlier`),
    };
  }
  return { kind: "failed", message: error.message };
}

/** Only a query of ours: the number may be somebody else's by now. */
function endBackend(pid: number, how: "pg_cancel_backend" | "pg_terminate_backend"): void {
  pool()
    .query(`SELECT ${how}(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = 'callout-hunt'`, [pid])
    .catch((error: unknown) => log.warn({ err: error }, "a query's work in Postgres could not be ended"));
}
