import { z } from "zod";
import { LANGUAGES, SEVERITIES } from "#core/detection/finding";

export const RuleQuery = z.object({
  q: z.string().max(300).optional().catch(undefined),
  severity: z.array(z.enum(SEVERITIES)).catch([]).default([]),
  language: z.array(z.enum(LANGUAGES)).catch([]).default([]),
  state: z.enum(["enabled", "disabled", "refused"]).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
  size: z.coerce.number().int().min(10).max(200).catch(100).default(100),
});
export type RuleQuery = z.infer<typeof RuleQuery>;

export const SetRulesEnabled = z.object({ ruleIds: z.array(z.string().max(200)).min(1).max(5000), enabled: z.boolean() });
export const DeleteRule = z.object({ ruleId: z.string().max(200) });
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
