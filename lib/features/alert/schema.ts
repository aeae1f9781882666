import { z } from "zod";
import { SEVERITIES } from "#core/detection/finding";
import { readLeftOut } from "./left-out/types.ts";

export const ALERT_STATUSES = ["open", "in_progress", "closed", "silenced"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

export const VERDICTS = ["true_positive", "benign_positive", "false_positive", "undetermined"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a verdict was given; keys 1 to 6 on the alert page, in this order. */
export const VERDICT_REASONS = {
  true_positive: ["malicious", "policy_violation", "unwanted_software", "compromised_account", "red_team", "other"],
  benign_positive: ["admin_activity", "benign_tool", "security_test", "maintenance", "known_destination", "other"],
  false_positive: ["rule_too_broad", "benign_tool", "known_destination", "data_quality", "duplicate", "other"],
  undetermined: ["not_enough_data", "other"],
} as const satisfies { [V in Verdict]: readonly string[] };

/** What the queue can be sorted by; every sort ends in the alert's id, so that keyset pages never overlap. */
export const ALERT_SORTS = ["severity", "lastSeen", "firstSeen", "count", "rule", "host", "process"] as const;

/** One value, several, or several in one text with commas between: all three spellings that URLs have for a list. */
const listOf = <T extends z.ZodType>(member: T) =>
  z
    .preprocess((given) => (typeof given === "string" ? given.split(",").filter((part) => part !== "") : given), z.array(member))
    .catch([])
    .default([]);

const MOST_LEFT_OUT = 50;

/** The queue's URL. Unknown parameters are ignored; a bad value falls back to its default. */
export const AlertQuery = z.object({
  status: listOf(z.enum(ALERT_STATUSES)),
  severity: listOf(z.enum(SEVERITIES)),
  rule: z.string().max(200).optional().catch(undefined),
  host: z.string().max(300).optional().catch(undefined),
  user: z.string().max(300).optional().catch(undefined),
  process: z.string().max(300).optional().catch(undefined),
  /** An address or a CIDR block. */
  destination: z.string().max(100).optional().catch(undefined),
  country: z.string().max(2).optional().catch(undefined),
  asn: z.coerce.number().int().nonnegative().optional().catch(undefined),
  assignee: z.enum(["me", "nobody"]).optional().catch(undefined),
  exception: z.uuid().optional().catch(undefined),
  /** Alerts that have one of these are left out. */
  not: listOf(
    z
      .string()
      .max(1000)
      .refine((text) => readLeftOut(text) !== null),
  ).transform((texts) => texts.slice(0, MOST_LEFT_OUT)),
  /** Alerts of building block rules: left out of the queue unless asked for, or when the rule itself is. */
  blocks: z.enum(["hidden", "shown", "only"]).catch("hidden").default("hidden"),
  /** Free text: rule title, process, command line, host, user, destination. */
  q: z.string().max(500).optional().catch(undefined),
  from: z.iso.datetime({ offset: true }).optional().catch(undefined),
  to: z.iso.datetime({ offset: true }).optional().catch(undefined),
  sort: z.enum(ALERT_SORTS).catch("severity").default("severity"),
  direction: z.enum(["asc", "desc"]).catch("desc").default("desc"),
  /** Opaque; made by the page before. */
  cursor: z.string().max(1000).optional().catch(undefined),
  /** Read backwards from the cursor. */
  before: z.union([z.boolean(), z.stringbool()]).catch(false).default(false),
  size: z.coerce.number().int().min(10).max(200).catch(50).default(50),
});
export type AlertQuery = z.infer<typeof AlertQuery>;

const AlertIds = z.array(z.uuid()).min(1).max(1000).readonly();
export const TakeAlerts = z.object({ alertIds: AlertIds });
export const ReleaseAlerts = z.object({ alertIds: AlertIds });
export const ReopenAlerts = z.object({ alertIds: AlertIds });
export const JudgeAlerts = z
  .object({ alertIds: AlertIds, verdict: z.enum(VERDICTS), reason: z.string().max(40), note: z.string().trim().max(10_000).optional() })
  .refine((input) => (VERDICT_REASONS[input.verdict] as readonly string[]).includes(input.reason), {
    path: ["reason"],
    error: "not a reason for this verdict",
  });
export const AddNote = z.object({ alertId: z.uuid(), text: z.string().trim().min(1).max(10_000) });
export const UndoBatch = z.object({ batchId: z.uuid() });
export type TakeAlerts = z.infer<typeof TakeAlerts>;
export type ReleaseAlerts = z.infer<typeof ReleaseAlerts>;
export type ReopenAlerts = z.infer<typeof ReopenAlerts>;
export type JudgeAlerts = z.infer<typeof JudgeAlerts>;
export type AddNote = z.infer<typeof AddNote>;
export type UndoBatch = z.infer<typeof UndoBatch>;
