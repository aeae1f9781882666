import { Damage } from "./damage.ts";
import type { DecodeFault, FaultCode } from "./fault.ts";
import { CsvSplitter } from "./format/csv.ts";
import { decodeEvtx } from "./format/evtx/evtx.ts";
import { JsonSplitter } from "./format/json-array.ts";
import { LinesSplitter } from "./format/lines.ts";
import { ndjsonSplitter } from "./format/ndjson.ts";
import type { DecodedItem, Splitter } from "./format/splitter.ts";
import { toUtf8 } from "./sniff/encoding.ts";
import type { DecodeLimits } from "./source.ts";
import type { Leaf } from "./unpack.ts";

/** Pieces larger than this are cut, so that one piece never gives an unbounded list of records. */
const PIECE_BYTES = 256 * 1024;
const EVTX_BATCH = 256;

interface LeafOptions {
  readonly limits: DecodeLimits;
  readonly signal: AbortSignal | undefined;
  readonly lazy?: boolean | undefined;
}

/** The records and faults of one file, in order, in lists of any length. Damage of the file's stream is its last fault. */
export async function* decodeLeaf(leaf: Leaf, options: LeafOptions): AsyncGenerator<readonly DecodedItem[]> {
  const { file, sniffed, input } = leaf;
  const { limits } = options;
  switch (sniffed.kind) {
    case "evtx":
      return yield* evtx(leaf, options);
    case "ndjson": {
      const offsets = sniffed.encoding === "utf-8";
      return yield* split(
        leaf,
        toUtf8(input.stream(), sniffed.encoding),
        ndjsonSplitter({ file, limits, offsets, flagUtf8: true, lazy: options.lazy === true }),
        options,
      );
    }
    case "json-array": {
      const offsets = sniffed.encoding === "utf-8";
      return yield* split(leaf, toUtf8(input.stream(), sniffed.encoding), new JsonSplitter({ file, limits, offsets }), options);
    }
    case "csv": {
      const offsets = sniffed.encoding === "utf-8";
      const { separator } = sniffed;
      return yield* split(leaf, toUtf8(input.stream(), sniffed.encoding), new CsvSplitter({ file, limits, offsets, separator }), options);
    }
    case "lines": {
      const offsets = sniffed.encoding === "utf-8";
      const { layout } = sniffed;
      return yield* split(leaf, toUtf8(input.stream(), sniffed.encoding), new LinesSplitter({ file, limits, offsets, layout }), options);
    }
    case "mac-metadata":
      if (leaf.isMetadata) return;
      return yield [fault(file, "unknown-format", "this is metadata of macOS (AppleDouble or .DS_Store); it holds no events")];
    case "empty":
      return yield [input.damage ? damaged(file, input.damage) : fault(file, "empty-file", "the file is empty")];
    case "unknown":
      return yield [input.damage ? damaged(file, input.damage) : fault(file, "unknown-format", sniffed.detail)];
  }
}

async function* split(
  leaf: Leaf,
  bytes: AsyncIterable<Uint8Array>,
  splitter: Splitter,
  options: LeafOptions,
): AsyncGenerator<readonly DecodedItem[]> {
  let damage: Damage | undefined;
  try {
    for await (const piece of bytes) {
      options.signal?.throwIfAborted();
      for (let start = 0; start < piece.length; start += PIECE_BYTES) {
        const items: DecodedItem[] = [];
        splitter.push(piece.subarray(start, start + PIECE_BYTES), items);
        if (items.length > 0) yield items;
      }
    }
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    damage = error;
  }
  const items: DecodedItem[] = [];
  splitter.end(items, damage !== undefined);
  if (damage) items.push(damaged(leaf.file, damage));
  if (items.length > 0) yield items;
}

async function* evtx(leaf: Leaf, options: LeafOptions): AsyncGenerator<readonly DecodedItem[]> {
  let damage: Damage | undefined;
  async function* untilDamage(): AsyncGenerator<Uint8Array> {
    try {
      yield* leaf.input.stream();
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      damage = error;
    }
  }
  const { file } = leaf;
  let items: DecodedItem[] = [];
  for await (const item of decodeEvtx(untilDamage(), { file, limits: options.limits, ...(options.signal && { signal: options.signal }) })) {
    // That the file ends too soon is then the container's fault, reported once.
    if (damage && "code" in item && item.code === "truncated") continue;
    items.push(item);
    if (items.length < EVTX_BATCH) continue;
    yield items;
    items = [];
  }
  if (damage) items.push(damaged(file, damage));
  if (items.length > 0) yield items;
}

function damaged(file: string, damage: Damage): DecodeFault {
  return fault(file, damage.code, damage.message);
}

function fault(file: string, code: FaultCode, detail: string): DecodeFault {
  return { kind: "fault", code, position: { file, record: 0 }, detail };
}
