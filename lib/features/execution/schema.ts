import { z } from "zod";
import { LONGEST_BACKTEST_DAYS } from "./constants.ts";

const ruleId = z.string().min(1).max(200);

export const RunRule = z.object({ ruleId });
export type RunRule = z.infer<typeof RunRule>;

/** Instants as ISO 8601; the end is included. */
export const Backtest = z
  .object({ ruleId, from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { error: "the range ends before it begins", path: ["to"] })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= LONGEST_BACKTEST_DAYS * 86_400_000, {
    error: `a backtest covers at most ${LONGEST_BACKTEST_DAYS} days`,
    path: ["to"],
  });
export type Backtest = z.infer<typeof Backtest>;

export const CancelExecution = z.object({ executionId: z.uuid() });

/** The JSON columns of an execution, on the way out. */
export const StoredNotices = z.array(z.string()).catch([]);
export const StoredSamples = z
  .array(
    z.object({
      at: z.string(),
      hosts: z.array(z.string()),
      processes: z.array(z.string()),
      events: z.number(),
      cells: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      pieces: z.array(z.object({ eventId: z.string(), at: z.string(), text: z.string() })),
      silenced: z.boolean(),
    }),
  )
  .catch([]);
