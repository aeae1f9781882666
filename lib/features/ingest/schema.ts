import { z } from "zod";

export const CancelIngest = z.object({ ingestId: z.uuid() });
export type CancelIngest = z.infer<typeof CancelIngest>;

/** The list's URL: `before` is the id of the last ingest of the page before. */
export const IngestQuery = z.object({ before: z.uuid().optional().catch(undefined) });
export type IngestQuery = z.infer<typeof IngestQuery>;

/** `POST /api/ingests?name=`: the name is shown, never used as a path; of a file in a folder it is the path in there. */
export const UploadQuery = z.object({
  name: z
    .string()
    .trim()
    .min(1, "name the file: ?name=events.ndjson")
    .max(500)
    .transform((name) => {
      const path = name.replaceAll("\\", "/");
      // A path of the sender's whole disk says where they keep their files; one within a chosen folder says which log it is.
      const isWithin = !/^(?:\/|[a-z]:)/i.test(path) && !/(?:^|\/)\.\.?(?:\/|$)/.test(path);
      return (isWithin ? path : path.split("/").at(-1)) || "upload";
    }),
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
