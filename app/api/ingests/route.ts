import { requireSession } from "#features/account/loaders";
import { UploadQuery } from "#features/ingest/schema";
import { answer, bodyOf, requireSameOrigin } from "#lib/http";
import { submitFile } from "#lib/pipeline/submit";

/** Takes one file as the request's body, streamed: `POST /api/ingests?name=events.evtx`. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    const actor = await requireSession();
    const { name } = UploadQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    const upload = await submitFile(actor, { name, origin: "upload", body: bodyOf(request) }, new Date());
    return Response.json(upload, { status: upload.duplicateOf === null ? 202 : 200 });
  });
}
