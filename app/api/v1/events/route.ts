import { tokenActor } from "#features/account/loaders";
import { PUSH_BYTES } from "#features/ingest/constants";
import { answer, bodyOf } from "#lib/http";
import { pushEvents } from "#lib/pipeline/push";

/**
 * Takes NDJSON, gzip or not, from scripts and shippers, with `Authorization: Bearer <token>`. Answers what became of every line once
 * it is stored and judged: 200 when every line is an event, 207 when some are faults.
 */
export async function POST(request: Request): Promise<Response> {
  return answer(async () => {
    const actor = await tokenActor(request, "events:write");
    const outcome = await pushEvents(actor, bodyOf(request, PUSH_BYTES), new Date());
    return Response.json(outcome, { status: outcome.faults === 0 ? 200 : 207 });
  });
}
