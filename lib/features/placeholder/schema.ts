import { z } from "zod";
import { PLACEHOLDER_NAME } from "#core/detection/sigma/placeholder-file";

/** Values a name may have; a rule refuses to stand for more texts than that anyway. */
const MOST_VALUES = 1_000;
const LONGEST = 1_000;

const Name = z.string().max(200).regex(PLACEHOLDER_NAME, "letters, digits, _ . - only");

/** Sets what a name stands for; without values the name is forgotten. */
export const SetPlaceholder = z.object({
  name: Name,
  values: z
    .array(z.string().trim().min(1).max(LONGEST, `a value has at most ${LONGEST} characters`))
    .max(MOST_VALUES, `a placeholder has at most ${MOST_VALUES} values`)
    .transform((values) => [...new Set(values)]),
});
export type SetPlaceholder = z.infer<typeof SetPlaceholder>;

export const UndoPlaceholder = z.object({ batchId: z.uuid() });
