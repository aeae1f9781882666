import { FILE_HASHES, fileOf } from "#core/detection/kql/tables/file-facts";
import type { Event } from "#core/event/event";
import type { FileSighting } from "#features/event/file/types";

/** What an event says of a file, if it names one by a hash. */
export function fileSightingOf(event: Event, hostId: number): FileSighting | undefined {
  const file = fileOf(event);
  const hash = file && FILE_HASHES.map((name) => file.hashes[name]).find((value) => value !== undefined);
  if (!file || hash === undefined) return undefined;
  const { SHA1: sha1, MD5: md5 } = file.hashes;
  return { hash, sha1, md5, hostId, at: event.timestamp, facts: file.facts, kind: `${event.source} ${event.class}` };
}
