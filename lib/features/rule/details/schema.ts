import { z } from "zod";
import type { RuleDetails } from "#core/detection/rule-details";

const text = z.string();
const texts = z.array(z.string());
/** What a column does not hold as it should is absent: an old row never hides a rule. */
const optional = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);

const ThreatName = z.object({ id: text, name: text, reference: text.optional() });
const Override = z.object({ field: text, when: z.object({ value: text, gives: z.union([text, z.number()]) }).nullable() });

/** The JSON column `rule.details`, on the way out. */
export const StoredDetails = z.object({
  riskScore: optional(z.number()),
  riskScoreOverrides: optional(z.array(Override)),
  severityOverrides: optional(z.array(Override)),
  titleOverride: optional(text),
  authorVersion: optional(text),
  type: optional(text),
  indices: optional(texts),
  dataView: optional(text),
  note: optional(text),
  setup: optional(text),
  threat: optional(z.array(z.object({ framework: text, tactic: ThreatName.nullable(), techniques: z.array(ThreatName) }))),
  suppression: optional(z.object({ by: texts, within: z.number().optional(), missing: z.enum(["suppress", "keep"]) })),
  isBuildingBlock: optional(z.boolean()),
  timestampOverride: optional(text),
  investigationFields: optional(texts),
  timeline: optional(text),
  exceptionLists: optional(z.array(z.object({ id: text, listId: text, type: text, scope: text }))),
  license: optional(text),
  integrations: optional(texts),
  requiredFields: optional(z.array(z.object({ name: text, type: text }))),
  entityMappings: optional(z.array(z.object({ entityType: text, fields: z.array(z.object({ identifier: text, column: text })) }))),
  trigger: optional(z.object({ compare: z.enum(["<", "<=", ">", ">=", "=", "!="]), bound: z.number() })),
  history: optional(z.array(z.object({ version: text, date: text.nullable(), text }))),
  isEnabled: optional(z.boolean()),
});

/** Members that are undefined are left out, as the type wants it. */
export function parseDetails(value: unknown): RuleDetails {
  const parsed = StoredDetails.safeParse(value);
  if (!parsed.success) return {};
  const present = Object.entries(parsed.data).filter(([, member]) => member !== undefined);
  return Object.fromEntries(present) as RuleDetails;
}
