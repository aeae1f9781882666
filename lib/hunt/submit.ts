import type { Actor } from "#features/account/types";
import { createHunt } from "#features/hunt/mutations";
import type { StartHunt } from "#features/hunt/schema";
import { enqueue } from "#lib/jobs/queue";

/** Records a hunt with its job and gives its id; a worker takes it up at once. */
export function startHunt(actor: Actor, input: StartHunt, now: Date): Promise<string> {
  return createHunt(actor, input, now, (tx, huntId) => enqueue(tx, "hunt", { huntId }));
}
