import { requireSession } from "#features/account/loaders";
import { QUESTION_BYTES } from "#features/hunt/constants";
import { checkHunt } from "#features/hunt/loaders";
import { CheckHunt } from "#features/hunt/schema";
import { answer, jsonOf, requireSameOrigin } from "#lib/http";

/** What is wrong with a query, or what it would give. Changes nothing. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    await requireSession();
    return Response.json(await checkHunt(CheckHunt.parse(await jsonOf(request, QUESTION_BYTES))));
  });
}
