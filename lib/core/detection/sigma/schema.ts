import { z } from "zod";
import { SEVERITIES } from "../finding.ts";

/** Sigma's `status` values (specification, "Status"). */
export const SIGMA_STATUSES = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;

const Texts = z.array(z.coerce.string().max(4_000)).max(1_000);
const Name = z.string().min(1).max(200);

/** The head of a Sigma rule (specification 2.1, "Rules"); the body of `detection` is read with its places instead. */
export const SigmaRule = z.object({
  title: z.string().min(1).max(1_000),
  id: z.string().min(1).max(200).optional(),
  name: z.string().min(1).max(200).optional(),
  status: z.enum(SIGMA_STATUSES).optional(),
  level: z.enum(SEVERITIES).optional(),
  description: z.string().max(65_536).nullish(),
  author: z.union([z.string(), z.array(z.string())]).nullish(),
  references: Texts.nullish(),
  tags: Texts.nullish(),
  falsepositives: z.union([Texts, z.string().transform((text) => [text])]).nullish(),
  logsource: z.object({ product: Name.nullish(), category: Name.nullish(), service: Name.nullish(), definition: z.unknown().optional() }),
  detection: z.record(z.string(), z.unknown()),
});
export type SigmaRule = z.infer<typeof SigmaRule>;

/** The parts of the head that are harmless when wrong: they are reported and left out, and the rule still works. */
export const HARMLESS_WHEN_WRONG: ReadonlySet<PropertyKey> = new Set([
  "status",
  "level",
  "description",
  "author",
  "references",
  "tags",
  "falsepositives",
]);
