import { requireSession } from "#features/account/loaders";
import { loadRuleChoices } from "#features/rule/loaders";
import { answer } from "#lib/http";

/** `?q=`: the first rules whose title has the text, for a picker; there may be thousands. */
export async function GET(request: Request): Promise<Response> {
  return answer(async () => {
    await requireSession();
    return Response.json(await loadRuleChoices(new URL(request.url).searchParams.get("q") ?? ""));
  });
}
