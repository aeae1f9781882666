import { requireSession } from "#features/account/loaders";
import { uploadList } from "#features/list/mutations";
import { UploadListQuery } from "#features/list/schema";
import { FETCH_LIMITS } from "#lib/external-list/fetch-list";
import { answer, bodyOf, requireSameOrigin } from "#lib/http";

/** Keeps the request's body as the list of a URL: `POST /api/lists?url=https://…&file=list.csv.zip`. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    const actor = await requireSession("lists");
    const { url, name, file } = UploadListQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    const pieces: Uint8Array[] = [];
    for await (const piece of bodyOf(request, FETCH_LIMITS.mostBytes)) pieces.push(piece);
    const outcome = await uploadList(actor, { url, name }, { bytes: Buffer.concat(pieces), fileName: file }, new Date());
    return Response.json(outcome, { status: outcome.ok ? 201 : 400 });
  });
}
