import { requireSession } from "#features/account/loaders";
import { loadAlertQueue } from "#features/alert/loaders";
import { answer } from "#lib/http";
import { parseQueue } from "../search-params.ts";

/** How many alerts of each status the queue of the same address holds now. Asked again and again by an open queue. */
export async function GET(request: Request): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const { query } = parseQueue(Object.fromEntries(new URL(request.url).searchParams));
    const { statusCounts } = await loadAlertQueue({ ...query, cursor: undefined, before: false, size: 10 });
    return Response.json(statusCounts, { headers: { "cache-control": "no-store" } });
  });
}
