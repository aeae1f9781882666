import { requireSession } from "#features/account/loaders";
import { RULE_UPLOAD_BYTES } from "#features/rule/constants";
import { RuleUploadQuery } from "#features/rule/import/schema";
import { answer, bodyOf, requireSameOrigin } from "#lib/http";
import { submitRules } from "#lib/pipeline/rule-upload";

/**
 * Takes rule files, one, many or a zip, and answers the id of their import: 200 when it is done, 202 when the worker does it.
 * `GET /api/rules/imports/<id>` tells how far it is.
 */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireSameOrigin(request);
    const actor = await requireSession("rules");
    const { name, start } = RuleUploadQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    const contentType = request.headers.get("content-type") ?? "";
    const body = bodyOf(request, RULE_UPLOAD_BYTES);
    const { id, isDone } = await submitRules(actor, { name, contentType, startsEnabled: start === "on", body }, new Date());
    return Response.json({ id }, { status: isDone ? 200 : 202 });
  });
}
