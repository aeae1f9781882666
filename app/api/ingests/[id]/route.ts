import { z } from "zod";
import { requireSession } from "#features/account/loaders";
import { getIngestRow } from "#features/ingest/data";
import { AppError } from "#lib/errors";
import { answer } from "#lib/http";

/** One ingest's row, for following its progress. */
export async function GET(_request: Request, { params }: RouteContext<"/api/ingests/[id]">): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const id = z.uuid().safeParse((await params).id);
    const row = id.success ? await getIngestRow(id.data) : null;
    if (!row) throw new AppError("not-found", "no such ingest");
    return Response.json(row, { headers: { "cache-control": "no-store" } });
  });
}
