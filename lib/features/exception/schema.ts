import { z } from "zod";
import type { RuleId } from "#core/detection/finding";
import { ADDRESS_FIELDS, TEXT_FIELDS } from "#core/exception/exception";

const Values = z.array(z.string().min(1).max(32_768)).min(1).max(500).readonly();
export const ConditionInput = z.discriminatedUnion("operator", [
  z.object({ operator: z.literal("address"), field: z.enum(ADDRESS_FIELDS), values: Values }),
  z.object({ operator: z.literal("exact"), field: z.enum(TEXT_FIELDS), values: Values }),
  z.object({ operator: z.literal("wildcard"), field: z.enum(TEXT_FIELDS), values: Values }),
]);

/** A draft as the form sends it. Whether its values can be read is core's answer (`checkException`), leaf by leaf. */
export const ExceptionDraft = z.object({
  title: z.string().trim().min(3).max(120),
  reason: z.string().trim().min(5).max(2000),
  conditions: z.array(ConditionInput).min(1).max(20).readonly(),
  /** Empty: every rule. */
  ruleIds: z.array(z.string().max(200)).max(500).readonly(),
  /** Only events that are this step of a sequence: with one rule. */
  step: z.string().min(1).max(500).nullable().default(null),
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
  /** The alert it was written for; saving refuses a draft that does not match it. */
  sourceAlertId: z.uuid().nullable(),
});
export type ExceptionDraft = z.infer<typeof ExceptionDraft>;

export const PreviewDraft = ExceptionDraft.omit({ title: true, reason: true });
export type PreviewDraft = z.infer<typeof PreviewDraft>;

export const EXCEPTION_STATUSES = ["active", "expired", "removed"] as const;
export type ExceptionStatus = (typeof EXCEPTION_STATUSES)[number];

export const RemoveException = z.object({ exceptionId: z.uuid() });
export const ExtendException = z.object({ exceptionId: z.uuid(), expiresAt: z.iso.datetime({ offset: true }).nullable() });
export type RemoveException = z.infer<typeof RemoveException>;
export type ExtendException = z.infer<typeof ExtendException>;

/** The JSON column on its way out. */
export const StoredConditions = z.array(ConditionInput).readonly();
/** Rule ids as stored: whatever rule they once named. */
export const StoredRuleIds = z.array(z.string().transform((id) => id as RuleId)).readonly();
