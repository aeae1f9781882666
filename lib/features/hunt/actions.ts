"use server";
import { startHunt as start } from "#lib/hunt/submit";
import { requireActor } from "../account/loaders.ts";
import { cancelHunt as cancel } from "./mutations.ts";
import { HuntId, StartHunt } from "./schema.ts";

/** Asks a query of the store. A worker runs it; its page shows how far it is. */
export async function startHunt(input: unknown): Promise<{ readonly huntId: string }> {
  const actor = await requireActor();
  return { huntId: await start(actor, StartHunt.parse(input), new Date()) };
}

/** Stops a hunt; the rows found so far stay. */
export async function cancelHunt(input: unknown): Promise<void> {
  const actor = await requireActor();
  await cancel(actor, HuntId.parse(input).huntId, new Date());
}
