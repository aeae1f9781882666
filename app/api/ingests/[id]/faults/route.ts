import { z } from "zod";
import { requireSession } from "#features/account/loaders";
import { getIngestRow, listFaults } from "#features/ingest/data";
import { AppError } from "#lib/errors";
import { answer, streamOf } from "#lib/http";

/** Every kept fault of an ingest as NDJSON, streamed. */
export async function GET(_request: Request, { params }: RouteContext<"/api/ingests/[id]/faults">): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const id = z.uuid().safeParse((await params).id);
    if (!id.success || !(await getIngestRow(id.data))) throw new AppError("not-found", "no such ingest");
    return new Response(streamOf(lines(id.data)), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="faults-${id.data}.ndjson"`,
        "cache-control": "no-store",
      },
    });
  });
}

async function* lines(ingestId: string): AsyncGenerator<string> {
  for await (const fault of listFaults(ingestId)) yield `${JSON.stringify(fault)}\n`;
}
