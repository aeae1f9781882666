import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireActor } from "../account/loaders.ts";
import { getEventDetail } from "./detail/data.ts";
import type { EventDetail } from "./detail/types.ts";

/** Ids of events are hashes, whose version bits mean nothing. */
const Key = z.object({
  hostId: z.coerce.number().int().positive().max(2_147_483_647),
  timestamp: z.iso.datetime(),
  id: z.guid(),
});

/** One event. Shows the not-found page when there is none there. */
export const loadEvent = cache(async (hostId: string, timestamp: string, id: string): Promise<EventDetail> => {
  await requireActor();
  const key = Key.safeParse({ hostId, timestamp, id });
  const event = key.success ? await getEventDetail(key.data) : null;
  if (!event) notFound();
  return event;
});
