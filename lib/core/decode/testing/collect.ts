import type { JsonObject } from "../../event/value.ts";
import { type DecodeOptions, decodeBatches, isFault } from "../decode.ts";
import type { DecodeFault } from "../fault.ts";
import type { RawRecord } from "../record.ts";
import { type ByteSource, bufferSource } from "../source.ts";

export interface Collected {
  readonly items: readonly (RawRecord | DecodeFault)[];
  readonly records: readonly RawRecord[];
  readonly bodies: readonly JsonObject[];
  readonly faults: readonly DecodeFault[];
  readonly codes: readonly string[];
  readonly members: readonly string[];
}

/** Everything `decodeBatches` gives for some bytes or text. */
export async function collect(input: string | Uint8Array | ByteSource, options: Partial<DecodeOptions> = {}): Promise<Collected> {
  const bytes = typeof input === "string" ? Buffer.from(input, "utf8") : input;
  const source = bytes instanceof Uint8Array ? bufferSource(bytes) : bytes;
  const items: (RawRecord | DecodeFault)[] = [];
  const members: string[] = [];
  const onMember = (file: string, format: string): void => {
    members.push(`${file} ${format}`);
  };
  for await (const batch of decodeBatches(source, { file: "upload", onMember, ...options })) items.push(...batch);
  const faults = items.filter(isFault);
  const records = items.filter((item): item is RawRecord => !isFault(item));
  return { items, records, faults, members, bodies: records.map((record) => record.body), codes: faults.map((fault) => fault.code) };
}

/** A source whose stream comes in pieces of the given size, to find what depends on where pieces end. */
export function slowSource(bytes: Uint8Array, piece: number): ByteSource {
  const whole = bufferSource(bytes);
  return {
    ...whole,
    async *stream() {
      for (let start = 0; start < bytes.length; start += piece) yield bytes.slice(start, start + piece);
    },
  };
}
