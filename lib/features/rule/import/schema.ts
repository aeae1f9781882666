import { z } from "zod";

/** `POST /api/rules?name=&start=off`: the name is shown, never used as a path. */
export const RuleUploadQuery = z.object({
  name: z.string().trim().min(1).max(500).catch("rule.yml"),
  /** `off`: rules that were not there before are added disabled. */
  start: z.enum(["on", "off"]).catch("on"),
});
export type RuleUploadQuery = z.infer<typeof RuleUploadQuery>;

/** A report's address: `?outcome=refused&code=unsupported-rule-type&q=linux&after=0.120`. */
export const ImportLineQuery = z.object({
  outcome: z.enum(["added", "updated", "unchanged", "refused"]).optional().catch(undefined),
  /** Part of the file's path or of the rule's title. */
  q: z.string().trim().min(1).max(300).optional().catch(undefined),
  /** Of one of its diagnostics. */
  code: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional()
    .catch(undefined),
  after: z.string().max(40).optional().catch(undefined),
});
export type ImportLineQuery = z.infer<typeof ImportLineQuery>;

export const CancelRuleImport = z.object({ importId: z.uuid() });
