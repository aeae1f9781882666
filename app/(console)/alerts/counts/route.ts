import { requireSession } from "#features/account/loaders";
import { loadAlertQueue } from "#features/alert/loaders";
import { AppError, STATUS_OF } from "#lib/errors";
import { parseQueue } from "../search-params.ts";

/** How many alerts of each status the queue of the same address holds now. Asked again and again by an open queue. */
export async function GET(request: Request): Promise<Response> {
  try {
    await requireSession();
    const { query } = parseQueue(Object.fromEntries(new URL(request.url).searchParams));
    const { statusCounts } = await loadAlertQueue({ ...query, cursor: undefined, before: false, size: 10 });
    return Response.json(statusCounts, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Response.json({ error: { code: error.code, message: error.message } }, { status: STATUS_OF[error.code] });
  }
}
