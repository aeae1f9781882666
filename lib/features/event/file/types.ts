import type { EpochMicros } from "#core/event/event";

/** One event that was about a file. Hashes are hexadecimal, in small letters. */
export interface FileSighting {
  /** The strongest hash the event has: what the file is known by. */
  readonly hash: string;
  readonly sha1: string | undefined;
  readonly md5: string | undefined;
  readonly hostId: number;
  readonly at: EpochMicros;
  /** What the event tells of the file: asked of one event of each kind in a batch. */
  facts(): ReadonlyMap<string, unknown>;
  /** Events of one kind tell the same of a file. */
  readonly kind: string;
}
