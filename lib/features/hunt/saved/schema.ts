import { z } from "zod";

export const QUERY_LANGUAGES = ["kql", "eql", "sigma"] as const;
export type QueryLanguage = (typeof QUERY_LANGUAGES)[number];

/** Longest text of a query, in characters. */
export const LONGEST_QUERY = 100_000;

/** `1h`, `30d`, `all`, or two instants with a slash between: what of time a query looks at. */
export const RangeText = z.string().regex(/^(?:all|\d{1,4}[mhd]|[0-9TZ:.+-]{10,40}\/[0-9TZ:.+-]{10,40})$/, "no such range of time");

const tag = z.string().trim().min(1).max(60);

export const SaveQuery = z.object({
  /** Null: a new one. */
  id: z.uuid().nullable(),
  /** The version that was read, when it is changed; another one by now is refused. */
  version: z.number().int().positive().nullable(),
  name: z.string().trim().min(1, "Give it a name").max(200),
  description: z.string().trim().max(4000),
  folder: z
    .string()
    .max(200)
    .transform((text) =>
      text
        .split("/")
        .map((part) => part.trim())
        .filter((part) => part !== "")
        .join("/"),
    ),
  tags: z
    .array(tag)
    .max(30)
    .transform((tags) => [...new Set(tags)]),
  language: z.enum(QUERY_LANGUAGES),
  text: z.string().trim().min(1, "There is no query to save").max(LONGEST_QUERY),
  range: RangeText,
  isShared: z.boolean(),
});
export type SaveQuery = z.infer<typeof SaveQuery>;

export const DeleteQuery = z.object({ id: z.uuid() });
export type DeleteQuery = z.infer<typeof DeleteQuery>;
