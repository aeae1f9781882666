import { z } from "zod";
import { LANGUAGES, SEVERITIES } from "#core/detection/finding";

const names = z.array(z.string().max(200)).max(50).catch([]).default([]);
export const RULE_STATES = ["enabled", "disabled", "refused", "warned"] as const;
export const RULE_ORIGINS = ["built-in", "uploaded"] as const;
export const RULE_SORTS = ["level", "title", "alerts", "fired", "run", "cost"] as const;

/** Which rules; every list holds alternatives, and a rule passes all that are not empty. `none` among them: the rule names none. */
export const RuleFilter = z.object({
  q: z.string().max(300).optional().catch(undefined),
  severity: z.array(z.enum(SEVERITIES)).catch([]).default([]),
  status: names,
  tag: names,
  product: names,
  category: names,
  service: names,
  language: z.array(z.enum(LANGUAGES)).catch([]).default([]),
  kind: names,
  state: z.enum(RULE_STATES).optional().catch(undefined),
  origin: z.enum(RULE_ORIGINS).optional().catch(undefined),
});
export type RuleFilter = z.infer<typeof RuleFilter>;

export const RuleQuery = RuleFilter.extend({
  sort: z.enum(RULE_SORTS).catch("level").default("level"),
  cursor: z.string().max(1_500).optional().catch(undefined),
  size: z.coerce.number().int().min(10).max(200).catch(100).default(100),
});
export type RuleQuery = z.infer<typeof RuleQuery>;

export const SetRulesEnabled = z.object({ ruleIds: z.array(z.string().max(200)).min(1).max(5000), enabled: z.boolean() });
export const DeleteRule = z.object({ ruleId: z.string().max(200) });
export const SetFilteredRulesEnabled = z.object({ filter: RuleFilter, enabled: z.boolean(), expected: z.number().int().positive() });
export type SetFilteredRulesEnabled = z.infer<typeof SetFilteredRulesEnabled>;
export const UndoRules = z.object({ batchId: z.uuid() });
export const RestoreRule = z.object({ ruleId: z.string().max(200), version: z.number().int().positive() });
export type RestoreRule = z.infer<typeof RestoreRule>;
/** `?from=1&to=2`; what is absent is the version before the last, and the last. */
export const VersionQuery = z.object({
  from: z.coerce.number().int().positive().optional().catch(undefined),
  to: z.coerce.number().int().positive().optional().catch(undefined),
});
export type SetRulesEnabled = z.infer<typeof SetRulesEnabled>;
export type DeleteRule = z.infer<typeof DeleteRule>;

/** The JSON column of a rule, on the way out. */
export const StoredDiagnostics = z.array(
  z.object({
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    message: z.string(),
    line: z.number(),
    column: z.number(),
  }),
);
