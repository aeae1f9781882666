import { filesCountedTo } from "#features/event/file/data";
import { addFiles, noteFilesCounted } from "#features/event/file/mutations";
import type { FileSighting } from "#features/event/file/types";
import { listEventStretches, readHashed } from "#features/event/range/data";
import { db } from "#lib/db/client";
import { inClientTransaction } from "#lib/db/client-transaction";
import { onPrisma } from "#lib/db/query";
import { fileSightingOf } from "./file-sighting.ts";

/** Sightings counted by one transaction: the more, the fewer rows are written twice. */
const TOGETHER = 5_000;

/**
 * Counts the files of events that were stored before files were counted, the oldest first. Counting an event twice changes nothing: a
 * turn that is cut short begins with its stretch again, and events that arrive meanwhile count themselves. Gives how many sightings it
 * counted; from its end on hunts ask the counts.
 */
export async function fillFiles(signal: AbortSignal): Promise<number> {
  const query = onPrisma(db());
  const from = await filesCountedTo(query);
  if (from === undefined) return 0;
  let counted = 0;
  for (const stretch of await listEventStretches(query, from)) {
    let sightings: FileSighting[] = [];
    const count = async () => {
      await inClientTransaction((client) => addFiles(client, sightings));
      counted += sightings.length;
      sightings = [];
    };
    for await (const page of readHashed(stretch)) {
      if (signal.aborted) return counted;
      for (const { event, hostId } of page) {
        const sighting = fileSightingOf(event, hostId);
        if (sighting) sightings.push(sighting);
      }
      if (sightings.length >= TOGETHER) await count();
    }
    await count();
    await noteFilesCounted(query, stretch.to);
  }
  return counted;
}
