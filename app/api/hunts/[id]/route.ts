import { requireSession } from "#features/account/loaders";
import { loadHunt } from "#features/hunt/loaders";
import { answer } from "#lib/http";

/** A hunt as far as it is. */
export async function GET(_request: Request, { params }: { readonly params: Promise<{ readonly id: string }> }): Promise<Response> {
  return answer(async () => {
    await requireSession();
    return Response.json(await loadHunt((await params).id), { headers: { "cache-control": "no-store" } });
  });
}
