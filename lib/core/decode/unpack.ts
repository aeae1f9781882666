import { ByteReader } from "./byte-reader.ts";
import { Damage } from "./damage.ts";
import type { DecodeFault, FaultCode } from "./fault.ts";
import { gunzipMembers } from "./framing/gzip.ts";
import { memberName } from "./framing/member-name.ts";
import type { Meter } from "./framing/meter.ts";
import { untar } from "./framing/tar.ts";
import { unzip } from "./framing/zip.ts";
import { type Input, streamInput } from "./input.ts";
import { type Sniffed, sniff } from "./sniff/sniff.ts";
import { type ByteSource, bufferSource, type DecodeLimits } from "./source.ts";

/** A zip inside another archive needs to be read at any place, so it is held in memory up to this size. */
const HELD_ARCHIVE_BYTES = 256 * 1024 * 1024;

export type Wrapper = "gzip" | "zip" | "tar";

/** A file that is no archive, with its bytes not yet read. */
export interface Leaf {
  readonly kind: "leaf";
  readonly file: string;
  readonly sniffed: Exclude<Sniffed, { readonly kind: Wrapper }>;
  readonly input: Input;
  /** What macOS adds to archives beside the real members; it holds no events and is passed over in silence. */
  readonly isMetadata: boolean;
}

interface Run {
  readonly limits: DecodeLimits;
  readonly meter: Meter;
}

/**
 * The files in a file, archives opened, in order: a plain file gives itself. A leaf must be read (or left alone) before
 * the next is asked for. Broken archives are faults between the leaves; damage inside a leaf is thrown by its stream.
 * `level`: how many archives it is in; `file`: its name so far.
 */
export async function* unpack(input: Input, file: string, level: number, run: Run): AsyncGenerator<Leaf | DecodeFault> {
  const sniffed = sniff(input.head, input.whole && !input.damage);
  if (sniffed.kind !== "gzip" && sniffed.kind !== "zip" && sniffed.kind !== "tar") {
    yield { kind: "leaf", file, sniffed, input, isMetadata: sniffed.kind === "mac-metadata" && level > 0 };
    return;
  }
  const { kind } = sniffed;
  if (level > run.limits.nesting) {
    yield fault(
      file,
      "nesting-limit",
      `this ${kind} lies ${level} archives deep, more than ${run.limits.nesting} (limit nesting); it was not opened`,
    );
    return;
  }
  if (kind === "gzip") yield* unpackStream(gunzipMembers(input.stream(), run.meter), file, level + 1, run);
  else if (kind === "tar") yield* fromTar(input, file, level, run);
  else yield* fromZip(input, file, level, run);
}

async function* unpackStream(bytes: AsyncIterable<Uint8Array>, file: string, level: number, run: Run): AsyncGenerator<Leaf | DecodeFault> {
  const input = await streamInput(bytes);
  try {
    yield* unpack(input, file, level, run);
  } finally {
    await input.close();
  }
}

async function* fromTar(input: Input, file: string, level: number, run: Run): AsyncGenerator<Leaf | DecodeFault> {
  let members = 0;
  for await (const item of untar(new ByteReader(input.stream()))) {
    if (run.meter.exhausted) return;
    if (item.kind === "trouble") {
      yield fault(file, item.damage?.code ?? "bad-tar", item.detail);
      continue;
    }
    members += 1;
    if (members > run.limits.entries) return yield entryLimit(file, run.limits);
    yield* unpackStream(item.bytes(), memberName(file, item.name), level + 1, run);
  }
}

async function* fromZip(input: Input, file: string, level: number, run: Run): AsyncGenerator<Leaf | DecodeFault> {
  const source = input.source ?? (await hold(input));
  if (source instanceof Damage) return yield fault(file, source.code, source.message);
  let members = 0;
  let damaged = false;
  for await (const item of unzip(source, run.meter)) {
    if (run.meter.exhausted) return;
    if (item.kind === "trouble") {
      // One fault for one cut: the member it goes through has reported it.
      if (item.name !== undefined || !damaged)
        yield fault(item.name === undefined ? file : memberName(file, item.name), "bad-zip", item.detail);
      continue;
    }
    members += 1;
    if (members > run.limits.entries) return yield entryLimit(file, run.limits);
    const bytes = watch(item.bytes(), () => {
      damaged = true;
    });
    yield* unpackStream(bytes, memberName(file, item.name), level + 1, run);
  }
}

async function* watch(bytes: AsyncIterable<Uint8Array>, onDamage: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    if (error instanceof Damage) onDamage();
    throw error;
  }
}

/** The whole of a stream as a source; whatever arrived before damage, since a cut zip can be read by its local headers. */
async function hold(input: Input): Promise<ByteSource | Damage> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const piece of input.stream()) {
      total += piece.length;
      if (total > HELD_ARCHIVE_BYTES) {
        return new Damage(
          "nesting-limit",
          `a zip inside another archive is read only up to ${HELD_ARCHIVE_BYTES} bytes; unpack the outer archive first`,
        );
      }
      // Copied: the framing may hand out views of a larger buffer.
      pieces.push(Uint8Array.from(piece));
    }
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    if (total === 0) return error;
  }
  return bufferSource(Buffer.concat(pieces, total));
}

function entryLimit(file: string, limits: DecodeLimits): DecodeFault {
  return fault(file, "entry-limit", `the archive has more than ${limits.entries} members (limit entries); the rest was not read`);
}

function fault(file: string, code: FaultCode, detail: string): DecodeFault {
  return { kind: "fault", code, position: { file, record: 0 }, detail };
}
