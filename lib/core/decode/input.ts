import { ByteReader } from "./byte-reader.ts";
import type { Damage } from "./damage.ts";
import type { ByteSource } from "./source.ts";

/** How much of a file is looked at to tell its format: as far as the second chunk of an EVTX file. */
export const HEAD_BYTES = 72 * 1024;

/** One file on its way to a decoder: the outermost one, or a member of an archive. */
export interface Input {
  /** The first bytes; all of them when `whole`. */
  readonly head: Buffer;
  readonly whole: boolean;
  /** Why `head` is shorter than the file should be. */
  readonly damage: Damage | undefined;
  /** Present when the bytes can be read at any place. */
  readonly source?: ByteSource;
  /** All bytes from the start; once. Throws `Damage`. */
  stream(): AsyncIterable<Uint8Array>;
  /** Lets go of the stream, read to its end or not. */
  close(): Promise<void>;
}

export async function sourceInput(source: ByteSource): Promise<Input> {
  const head = Buffer.from(await source.read(0, Math.min(HEAD_BYTES, source.size)));
  const whole = head.length >= source.size;
  return { head, whole, damage: undefined, source, stream: () => source.stream(), close: async () => undefined };
}

export async function streamInput(bytes: AsyncIterable<Uint8Array>): Promise<Input> {
  const reader = new ByteReader(bytes);
  const head = await reader.peek(HEAD_BYTES);
  return { head, whole: head.length < HEAD_BYTES, damage: reader.damage, stream: () => reader.stretch(), close: () => reader.close() };
}
