import type { DecodeFault } from "#core/decode/fault";
import type { RawRecord } from "#core/decode/record";
import { DECODE_LIMITS, type DecodeLimits } from "#core/decode/source";
import { decodeEvtx } from "../evtx.ts";

export interface Decoded {
  readonly records: readonly RawRecord[];
  readonly faults: readonly DecodeFault[];
}

/** Decodes bytes to the end, handed over in pieces of `piece` bytes. */
export async function collect(bytes: Uint8Array, limits: Partial<DecodeLimits> = {}, piece = bytes.length): Promise<Decoded> {
  const records: RawRecord[] = [];
  const faults: DecodeFault[] = [];
  const stream = pieces(bytes, piece);
  for await (const item of decodeEvtx(stream, { file: "test.evtx", limits: { ...DECODE_LIMITS, ...limits } })) {
    if ("code" in item) faults.push(item);
    else records.push(item);
  }
  return { records, faults };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Record id, code and offset from the start of the file, the parts of a fault that tests state. */
export function faultLines({ faults }: Decoded): readonly string[] {
  return faults.map(({ code, position }) => `${code} at ${position.offset} (record ${position.record})`);
}
