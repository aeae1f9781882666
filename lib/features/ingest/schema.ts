import { z } from "zod";

export const CancelIngest = z.object({ ingestId: z.uuid() });
export type CancelIngest = z.infer<typeof CancelIngest>;

/** The list's URL: `before` is the id of the last ingest of the page before. */
export const IngestQuery = z.object({ before: z.uuid().optional().catch(undefined) });
export type IngestQuery = z.infer<typeof IngestQuery>;

/** `POST /api/ingests?name=`: the name is shown, never used as a path. */
export const UploadQuery = z.object({
  name: z
    .string()
    .trim()
    .min(1, "name the file: ?name=events.ndjson")
    .max(500)
    .transform((name) => name.replaceAll("\\", "/").split("/").at(-1) || "upload"),
});
export type UploadQuery = z.infer<typeof UploadQuery>;

/** The JSON columns of an ingest, on the way out. */
export const StoredFiles = z.array(
  z.object({
    file: z.string(),
    format: z.string(),
    records: z.number(),
    stored: z.number(),
    duplicates: z.number(),
    faults: z.number(),
  }),
);
export const StoredUnreadFields = z.array(z.object({ name: z.string(), count: z.number() }));
