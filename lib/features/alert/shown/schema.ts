import { z } from "zod";
import { SEVERITIES } from "#core/detection/finding";

const Standing = z.object({ title: z.string(), severity: z.enum(SEVERITIES), riskScore: z.number().nullable() });
const Field = z.object({ field: z.string() });

/** The JSON columns `shown`: `Shown` of core/detection/override.ts. */
export const StoredShown = Standing.extend({
  from: z.object({
    title: Field.exactOptional(),
    severity: Field.extend({ value: z.string() }).exactOptional(),
    riskScore: Field.exactOptional(),
  }),
  rule: Standing,
});
