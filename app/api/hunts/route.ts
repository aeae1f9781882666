import { requireSession } from "#features/account/loaders";
import { QUESTION_BYTES } from "#features/hunt/constants";
import { loadHunts } from "#features/hunt/loaders";
import { HuntHistoryQuery, StartHunt } from "#features/hunt/schema";
import { answer, jsonOf, requireSameOrigin } from "#lib/http";
import { startHunt } from "#lib/hunt/submit";

/** Asks a query of the store and answers its id at once; the worker runs it. `GET /api/hunts/<id>` tells how far it is. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    const actor = await requireSession();
    const id = await startHunt(actor, StartHunt.parse(await jsonOf(request, QUESTION_BYTES)), new Date());
    return Response.json({ id }, { status: 202 });
  });
}

/** A page of the reader's own hunts, the newest first. */
export async function GET(request: Request): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const query = HuntHistoryQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    return Response.json(await loadHunts(query));
  });
}
