import type { Actor, ActorId } from "./types.ts";

/** The actor of a background job: `system:ingest`. The only way to act without a person or a token. */
export function systemActor(job: string): Actor {
  return { type: "system", id: `system:${job}` as ActorId, name: job };
}
