import type { WorkOptions } from "pg-boss";
import { log } from "#lib/log";
import { queue } from "./queue.ts";
import { type Payload, QUEUES, type QueueName } from "./queues.ts";

/** Thrown by a job that stops because the worker does: it is taken up again, here or elsewhere. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

export interface Job<N extends QueueName = QueueName> {
  readonly name: N;
  /** How many run at once in this process. */
  readonly concurrency: number;
  /** Cron, UTC; absent: only when sent. */
  readonly schedule?: string;
  /** `signal` aborts when the worker shuts down or the queue has given the job to somebody else. */
  readonly run: (payload: Payload<N>, signal: AbortSignal) => Promise<void>;
}

/** A job over pg-boss: its payload is parsed at the door, its end logged. The only file that knows how pg-boss calls. */
export function defineJob<N extends QueueName>(job: Job<N>): { readonly start: (shutdown: AbortSignal) => Promise<void> } {
  const { name, concurrency, schedule, run } = job;
  const start = async (shutdown: AbortSignal): Promise<void> => {
    const boss = await queue("worker");
    const options: WorkOptions = { localConcurrency: concurrency, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
    await boss.work<unknown>(name, options, async (jobs) => {
      for (const { id, data, signal } of jobs) {
        const began = performance.now();
        try {
          await run(QUEUES[name].payload.parse(data) as Payload<N>, AbortSignal.any([shutdown, signal]));
          log.info({ job: name, id, ms: Math.round(performance.now() - began) }, "job done");
        } catch (error) {
          if (!(error instanceof Interrupted)) {
            log.error({ job: name, id, err: error }, "job failed");
            throw error;
          }
          // A new job and not another attempt: stopping the worker is nothing that the file could be blamed for.
          await boss.insert(name, [{ data: data as object, startAfter: 1 }]);
          log.info({ job: name, id }, "job given back");
        }
      }
    });
    if (schedule) await boss.schedule(name, schedule, {}, { tz: "UTC" });
  };
  return { start };
}
