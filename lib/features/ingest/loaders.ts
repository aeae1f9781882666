import "server-only";
import { cache } from "react";
import { AppError } from "#lib/errors";
import { requireActor } from "../account/loaders.ts";
import { getEventSpan, getIngest, listIngests } from "./data.ts";
import { IngestQuery } from "./schema.ts";
import type { IngestDetail, IngestRow } from "./types.ts";

/** The newest ingests; `before` (the last id of a page) asks for the page after it. */
export const loadIngests = cache(async (query: { before?: string | undefined } = {}): Promise<readonly IngestRow[]> => {
  await requireActor();
  return listIngests(IngestQuery.parse(query).before);
});

/** One ingest with its report. Throws `not-found`. */
export const loadIngest = cache(async (id: string): Promise<IngestDetail> => {
  await requireActor();
  const ingest = await getIngest(id);
  if (!ingest) throw new AppError("not-found", "no such ingest");
  return ingest;
});

/** When the first and the last stored event happened; null while there is none. */
export const loadEventSpan = cache(async (): Promise<{ readonly from: string; readonly to: string } | null> => {
  await requireActor();
  return getEventSpan();
});
