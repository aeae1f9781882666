import { requireSession } from "#features/account/loaders";
import { loadHuntRows } from "#features/hunt/loaders";
import { HuntRowQuery } from "#features/hunt/schema";
import { answer } from "#lib/http";

/** A page of a hunt's rows, also while it runs. */
export async function GET(request: Request, { params }: { readonly params: Promise<{ readonly id: string }> }): Promise<Response> {
  return answer(async () => {
    await requireSession();
    const query = HuntRowQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    return Response.json(await loadHuntRows((await params).id, query), { headers: { "cache-control": "no-store" } });
  });
}
