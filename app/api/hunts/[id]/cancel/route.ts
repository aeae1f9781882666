import { requireSession } from "#features/account/loaders";
import { cancelHunt } from "#features/hunt/mutations";
import { HuntId } from "#features/hunt/schema";
import { answer, requireSameOrigin } from "#lib/http";

/** Stops a hunt; the rows found so far stay. */
export async function POST(request: Request, { params }: { readonly params: Promise<{ readonly id: string }> }): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    const actor = await requireSession();
    const { huntId } = HuntId.parse({ huntId: (await params).id });
    await cancelHunt(actor, huntId, new Date());
    return new Response(null, { status: 204 });
  });
}
