import { requireSession } from "#features/account/loaders";
import { loadFindingPage } from "#features/alert/loaders";
import { answer } from "#lib/http";

/** Further findings of an alert, for the page's "load more". */
export async function GET(request: Request, { params }: { readonly params: Promise<{ readonly alertId: string }> }): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const { alertId } = await params;
    const page = await loadFindingPage(alertId, new URL(request.url).searchParams.get("cursor") ?? "");
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  });
}
