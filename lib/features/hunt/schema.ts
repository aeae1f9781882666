import { z } from "zod";
import { KQL_TYPES } from "#core/detection/kql/value/type";

export const HUNT_LANGUAGES = ["kql", "eql", "sigma"] as const;
export type HuntLanguage = (typeof HUNT_LANGUAGES)[number];

const MOST_CHARACTERS = 200_000;
const time = z.iso.datetime({ offset: true });
const Question = z.object({ language: z.enum(HUNT_LANGUAGES), text: z.string().max(MOST_CHARACTERS) });

export const CheckHunt = Question;
export type CheckHunt = z.infer<typeof CheckHunt>;

/** A query over the stored events. Without `from` and `to` every event is read; without `now` it is the time of asking. */
export const StartHunt = Question.extend({
  text: z.string().trim().min(1, "write a query first").max(MOST_CHARACTERS),
  from: time.optional(),
  to: time.optional(),
  /** What `now()` and `ago()` count from: the time of an old case. */
  now: time.optional(),
}).refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
  path: ["to"],
  error: "the end is before the beginning",
});
export type StartHunt = z.infer<typeof StartHunt>;

export const HuntId = z.object({ huntId: z.uuid() });
export type HuntId = z.infer<typeof HuntId>;

export const HuntRowQuery = z.object({
  offset: z.coerce.number().int().min(0).max(10_000_000).catch(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).catch(200).default(200),
});
export type HuntRowQuery = z.infer<typeof HuntRowQuery>;

/** A page of one's own hunts, the newest first; `before` is the last id of the page before. */
export const HuntHistoryQuery = z.object({
  before: z.uuid().optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(200).catch(50).default(50),
});
export type HuntHistoryQuery = z.infer<typeof HuntHistoryQuery>;

const Column = z.object({ name: z.string(), type: z.enum(KQL_TYPES) }).readonly();
const Problem = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  line: z.number(),
  column: z.number(),
});
const Chart = z.object({ kind: z.string(), properties: z.record(z.string(), z.union([z.string(), z.array(z.string())])) });

/** What the worker wrote into the JSON columns of a hunt. */
export const StoredHunt = z.object({
  columns: z.array(Column).nullable(),
  notices: z.array(z.string()),
  diagnostic: Problem.nullable(),
  chart: Chart.nullable(),
});
