import { ByteReader } from "../byte-reader.ts";
import { Damage } from "../damage.ts";
import { DECODE_LIMITS, type DecodeLimits } from "../source.ts";
import { createTotals, inflateFrom } from "./deflate-stream.ts";
import { createMeter, type Meter } from "./meter.ts";

const FIXED_HEADER = 10;
const TRAILER = 8;
const MAX_HEADER_TEXT = 64 * 1024;
/** Padding and stray newlines behind the last member, which gzip(1) ignores with a warning. */
const IGNORED_TAIL = 512;

const FLAG = { crc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 } as const;

/** Whether the bytes start a gzip member (RFC 1952: magic, then deflate, the only method there is). */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;
}

/**
 * The bytes of all members of a gzip stream (RFC 1952), one after the other.
 * Throws `Damage` after the last good byte: `truncated`, `bad-gzip` (corrupt data, wrong checksum, foreign data behind
 * the last member), `ratio-limit`, `size-limit`.
 */
export async function* gunzipMembers(bytes: AsyncIterable<Uint8Array>, meter: Meter): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(bytes);
  const whole = createTotals();
  try {
    for (let member = 1; ; member += 1) {
      const head = await reader.peek(FIXED_HEADER);
      if (!isGzip(head)) return await checkTail(reader, member);
      await skipHeader(reader);
      const start = reader.position;
      const totals = { packed: whole.packed, expanded: whole.expanded, crc: 0 };
      yield* inflateFrom(reader, { code: "bad-gzip", meter, totals });
      const trailer = await reader.take(TRAILER);
      if (trailer.length < TRAILER) throw reader.damage ?? new Damage("truncated", "the gzip data ends inside the checksum");
      const size = (totals.expanded - whole.expanded) % 2 ** 32;
      if (trailer.readUInt32LE(0) !== totals.crc || trailer.readUInt32LE(4) !== size) {
        throw new Damage("bad-gzip", `the checksum of gzip member ${member} (at byte ${start}) does not match its data`);
      }
      whole.packed = totals.packed;
      whole.expanded = totals.expanded;
    }
  } finally {
    await reader.close();
  }
}

/**
 * A gzip body of unknown size, for `decodeNdjson`: the limits on expanded bytes and ratio apply.
 * Throws `Damage` as `gunzipMembers`; data that is no gzip at all is `bad-gzip`.
 */
export async function* gunzip(
  bytes: AsyncIterable<Uint8Array>,
  limits: Partial<DecodeLimits> = {},
  file = "body",
): AsyncGenerator<Uint8Array> {
  try {
    yield* gunzipMembers(bytes, createMeter({ ...DECODE_LIMITS, ...limits }, undefined));
  } catch (error) {
    throw error instanceof Damage ? new Damage(error.code, `${file}: ${error.message}`) : error;
  }
}

async function skipHeader(reader: ByteReader): Promise<void> {
  const fixed = await reader.take(FIXED_HEADER);
  const flags = fixed[3] ?? 0;
  if (fixed.length < FIXED_HEADER) throw reader.damage ?? new Damage("truncated", "the gzip data ends inside the header");
  if (flags & FLAG.reserved) throw new Damage("bad-gzip", `reserved flag bits ${flags.toString(16)} in the gzip header`);
  if (flags & FLAG.extra) {
    const length = await reader.take(2);
    await reader.take(length.length === 2 ? length.readUInt16LE(0) : 0);
  }
  if (flags & FLAG.name) await skipText(reader);
  if (flags & FLAG.comment) await skipText(reader);
  if (flags & FLAG.crc) await reader.take(2);
}

async function skipText(reader: ByteReader): Promise<void> {
  for (let length = 0; length < MAX_HEADER_TEXT; length += 1) {
    const byte = await reader.take(1);
    if (byte.length === 0 || byte[0] === 0) return;
  }
  throw new Damage("bad-gzip", "a name in the gzip header does not end");
}

async function checkTail(reader: ByteReader, member: number): Promise<void> {
  if (reader.damage) throw reader.damage;
  if (member === 1) throw new Damage("bad-gzip", "no gzip data");
  const start = reader.position;
  let foreign = 0;
  for await (const piece of reader.stretch()) {
    for (const byte of piece) if (byte !== 0) foreign += 1;
    if (foreign > IGNORED_TAIL)
      throw new Damage("bad-gzip", `from byte ${start} on, behind gzip member ${member - 1}, there is other data; it was not read`);
  }
}
