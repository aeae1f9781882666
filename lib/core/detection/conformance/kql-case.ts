import { load } from "js-yaml";
import { z } from "zod";

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown()), z.record(z.string(), z.unknown())]);

/**
 * A conformance file of KQL: queries that bring their own tables. `rows` are the cells in order, as the command line prints them;
 * `columns` are `name:type` where they matter. `refused` is the code of the error instead, and where it stands (`code line:column`).
 */
const KqlFile = z.object({
  name: z.string(),
  cases: z.array(
    z.object({
      query: z.string(),
      columns: z.array(z.string()).optional(),
      rows: z.array(z.array(Cell)).optional(),
      refused: z.string().optional(),
    }),
  ),
});
export type KqlFile = z.infer<typeof KqlFile>;

export function readKqlCases(text: string): KqlFile {
  return KqlFile.parse(load(text));
}
