import { fromPrisma, PgBoss } from "pg-boss";
import type { Transaction } from "#lib/db/transaction";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { type Payload, QUEUE_NAMES, QUEUES, type QueueName } from "./queues.ts";

// Next reloads modules in development; one queue a process is enough.
const holder = globalThis as typeof globalThis & { calloutQueue?: Promise<PgBoss> | undefined };

async function connect(role: "sender" | "worker"): Promise<PgBoss> {
  const isWorker = role === "worker";
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL,
    application_name: `callout-queue-${role}`,
    max: isWorker ? 4 : 2,
    supervise: isWorker,
    schedule: isWorker,
    useListenNotify: isWorker,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on("error", (error) => log.error({ err: error }, "queue"));
  await boss.start();
  for (const name of QUEUE_NAMES) {
    const { options } = QUEUES[name];
    await boss.createQueue(name, { ...options, notify: true });
  }
  return boss;
}

/** This process's connection to the queue. A failed start is tried again by the next caller. */
export function queue(role: "sender" | "worker" = "sender"): Promise<PgBoss> {
  holder.calloutQueue ??= connect(role).catch((error: unknown) => {
    holder.calloutQueue = undefined;
    throw error;
  });
  return holder.calloutQueue;
}

/** Writes a job in the caller's transaction: it exists when, and only when, what it is about exists. */
export async function enqueue<N extends QueueName>(tx: Transaction, name: N, payload: Payload<N>): Promise<void> {
  const boss = await queue();
  await boss.send(name, QUEUES[name].payload.parse(payload), { db: fromPrisma(tx) });
}

/** Ends this process's connection; for tests and shutdown. */
export async function closeQueue(): Promise<void> {
  const open = holder.calloutQueue;
  holder.calloutQueue = undefined;
  await (await open)?.stop({ graceful: false, close: true });
}
