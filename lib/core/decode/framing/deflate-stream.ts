import { crc32 } from "node:zlib";
import type { ByteReader } from "../byte-reader.ts";
import { Damage } from "../damage.ts";
import type { FaultCode } from "../fault.ts";
import { createInflater, FEED_BYTES, type Inflated } from "./inflate.ts";
import { type Meter, spend } from "./meter.ts";

/** What a deflate stream turned out to be, filled in while it is read: to check against what its container declares. */
export interface DeflateTotals {
  packed: number;
  expanded: number;
  crc: number;
}

export function createTotals(): DeflateTotals {
  return { packed: 0, expanded: 0, crc: 0 };
}

/**
 * Inflates one deflate stream from the reader and leaves the reader right behind it.
 * `length`: bytes the container says it has; unknown when absent.
 * Throws `Damage`: with `code` where the stream is corrupt or ends too soon, `ratio-limit` and `size-limit` as `spend`.
 */
export async function* inflateFrom(
  reader: ByteReader,
  options: { readonly code: FaultCode; readonly meter: Meter; readonly totals: DeflateTotals; readonly length?: number },
): AsyncGenerator<Uint8Array> {
  const { code, meter, totals } = options;
  const inflater = createInflater();
  let left = options.length ?? Number.POSITIVE_INFINITY;
  try {
    let state: Inflated["state"] = "more";
    while (state === "more") {
      const input = await reader.peek(Math.min(FEED_BYTES, left));
      const inflated = input.length > 0 ? await inflater.feed(input) : await inflater.finish();
      await reader.take(inflated.state === "broken" ? input.length : inflated.consumed);
      left -= inflated.consumed;
      totals.packed += inflated.consumed;
      for (const piece of inflated.pieces) {
        totals.expanded += piece.length;
        totals.crc = crc32(piece, totals.crc);
        yield piece;
        spend(meter, piece.length, totals);
      }
      state = inflated.state;
      if (state === "more" && input.length === 0) state = "broken";
      if (state === "broken") throw broken(code, input.length, inflated.error, reader);
    }
  } finally {
    inflater.close();
  }
}

function broken(code: FaultCode, input: number, error: string | undefined, reader: ByteReader): Damage {
  const underlying = reader.damage;
  if (underlying && !reader.reported) {
    reader.reported = true;
    return underlying;
  }
  if (input === 0) return new Damage("truncated", "the compressed data ends in the middle");
  return new Damage(code, `the compressed data is damaged: ${error ?? "invalid"}`);
}
