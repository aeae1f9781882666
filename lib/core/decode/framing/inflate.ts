import { createInflateRaw } from "node:zlib";

/** What one piece of compressed input gave. */
export interface Inflated {
  readonly pieces: readonly Buffer[];
  /** Bytes of the input that belonged to the deflate stream. */
  readonly consumed: number;
  readonly state: "more" | "ended" | "broken";
  readonly error?: string;
}

export interface Inflater {
  feed(input: Uint8Array): Promise<Inflated>;
  /** No more input: `ended` when the deflate stream was complete, else `broken`. */
  finish(): Promise<Inflated>;
  close(): void;
}

/** Deflate expands at most 1,032 to 1, so one piece of this size can never hold more than 16 MiB in memory. */
export const FEED_BYTES = 16 * 1024;

const OUTPUT_BYTES = 64 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * One raw deflate stream (RFC 1951), fed by hand. Piping through zlib's stream would drop what was inflated but not yet
 * read when damage is found, and would hide where the stream ended.
 */
export function createInflater(): Inflater {
  const zlib = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  let pieces: Buffer[] = [];
  let ended = false;
  let failure: Error | undefined;
  let settle: (() => void) | undefined;
  zlib.on("data", (piece: Buffer) => pieces.push(piece));
  zlib.on("end", () => {
    ended = true;
    settle?.();
  });
  zlib.on("error", (error) => {
    failure = error;
    settle?.();
  });

  async function step(input: Uint8Array, start: (done: () => void) => void): Promise<Inflated> {
    const before = zlib.bytesWritten;
    await new Promise<void>((resolve) => {
      settle = resolve;
      start(resolve);
    });
    const result = { pieces, consumed: zlib.bytesWritten - before };
    pieces = [];
    if (failure) return { ...result, state: "broken", error: failure.message };
    return { ...result, state: ended || result.consumed < input.length ? "ended" : "more" };
  }

  return {
    feed: (input) => step(input, (done) => zlib.write(input, done)),
    finish: () => step(NOTHING, () => zlib.end()),
    close: () => zlib.destroy(),
  };
}
