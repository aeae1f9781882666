import type { QueueOptions } from "pg-boss";
import { z } from "zod";

/** Everything that waits: its payload and how it is retried. Who runs it stands in `definitions/`. */
export const QUEUES = {
  ingest: {
    payload: z.object({ ingestId: z.uuid() }),
    options: {
      // A killed worker is missed after ten seconds and its file taken up again within thirty.
      heartbeatSeconds: 10,
      expireInSeconds: 24 * 60 * 60 - 1,
      retryLimit: 5,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      deadLetter: "ingest-failed",
    },
  },
  "ingest-failed": { payload: z.object({ ingestId: z.uuid() }), options: { retryLimit: 5, retryDelay: 5 } },
  "rule-import": {
    payload: z.object({ importId: z.uuid() }),
    options: {
      heartbeatSeconds: 10,
      expireInSeconds: 60 * 60,
      retryLimit: 3,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 30,
      deadLetter: "rule-import-failed",
    },
  },
  "rule-import-failed": { payload: z.object({ importId: z.uuid() }), options: { retryLimit: 5, retryDelay: 5 } },
  hunt: {
    payload: z.object({ huntId: z.uuid() }),
    options: {
      heartbeatSeconds: 10,
      expireInSeconds: 60 * 60,
      retryLimit: 2,
      retryDelay: 1,
      deadLetter: "hunt-failed",
    },
  },
  "hunt-failed": { payload: z.object({ huntId: z.uuid() }), options: { retryLimit: 5, retryDelay: 5 } },
  "expire-hunts": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 300 } },
  "expire-exceptions": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 300 } },
  "clean-spool": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 300 } },
  "forget-executions": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 300 } },
  "rule-costs": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 60 } },
  // Reading all that is stored can take long; whoever does it holds a turn, and others leave at once.
  "fill-hits": { payload: z.object({}), options: { retryLimit: 0, heartbeatSeconds: 30, expireInSeconds: 24 * 60 * 60 - 1 } },
  "run-hits": { payload: z.object({}), options: { retryLimit: 0, heartbeatSeconds: 30, expireInSeconds: 6 * 60 * 60 } },
  "clean-hits": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 3_600 } },
  "fill-places": { payload: z.object({}), options: { retryLimit: 0, heartbeatSeconds: 30, expireInSeconds: 6 * 60 * 60 } },
  "fill-files": { payload: z.object({}), options: { retryLimit: 0, heartbeatSeconds: 30, expireInSeconds: 24 * 60 * 60 - 1 } },
  "refresh-lists": { payload: z.object({}), options: { retryLimit: 0, expireInSeconds: 1_800 } },
} as const satisfies {
  readonly [name: string]: { readonly payload: z.ZodType<object>; readonly options: QueueOptions & { readonly deadLetter?: string } };
};

export type QueueName = keyof typeof QUEUES;
export type Payload<N extends QueueName> = z.infer<(typeof QUEUES)[N]["payload"]>;
/** The dead-letter queue must exist before the queue that names it. */
export const QUEUE_NAMES: readonly QueueName[] = [
  "ingest-failed",
  "ingest",
  "rule-import-failed",
  "rule-import",
  "hunt-failed",
  "hunt",
  "expire-hunts",
  "expire-exceptions",
  "clean-spool",
  "forget-executions",
  "rule-costs",
  "refresh-lists",
  "fill-hits",
  "run-hits",
  "clean-hits",
  "fill-places",
  "fill-files",
];
