import { requireSession } from "#features/account/loaders";
import { loadPiecePage } from "#features/alert/loaders";
import { answer } from "#lib/http";

interface Context {
  readonly params: Promise<{ readonly alertId: string; readonly findingId: string }>;
}

/** Further events of one finding, for the page's "load more". */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const { alertId, findingId } = await params;
    const page = await loadPiecePage(alertId, findingId, new URL(request.url).searchParams.get("cursor") ?? "");
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  });
}
