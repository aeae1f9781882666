import { requireSession } from "#features/account/loaders";
import { answer, requireSameOrigin } from "#lib/http";
import { importRules } from "#lib/pipeline/rule-import";
import { readRuleUpload } from "#lib/pipeline/rule-upload";

/** Takes rule files, one, many or a zip, and answers what became of each. */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    const actor = await requireSession();
    return Response.json(await importRules(actor, await readRuleUpload(request)));
  });
}
