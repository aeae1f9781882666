import { z } from "zod";
import { requireSession } from "#features/account/loaders";
import { addressLookup } from "#lib/addresses";
import { answer, jsonOf, requireSameOrigin } from "#lib/http";

const Asked = z.object({ addresses: z.array(z.string().max(60)).max(1000) });

/** What is known offline of addresses in a result, in the order asked. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    await requireSession();
    const { addresses } = Asked.parse(await jsonOf(request, 100_000));
    const lookup = await addressLookup();
    return Response.json(addresses.map((address) => lookup(address)));
  });
}
