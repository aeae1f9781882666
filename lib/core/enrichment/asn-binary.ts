import { createHash } from "node:crypto";
import type { AsnTable } from "./asn-table.ts";

// Eight words: magic (which also tells the byte order), version of this layout, counts of v4 ranges, v6 ranges,
// owners and name bytes, two spare. Then the arrays in the order of `sections`, then a SHA-256 over all before it.
const MAGIC = 0x41534e31;
const LAYOUT = 1;
const HEADER_BYTES = 32;
const HASH_BYTES = 32;

/** The table as one piece of bytes that `decodeAsnTable` maps back without copying. In this machine's byte order. */
export function encodeAsnTable(table: AsnTable): Uint8Array {
  const counts = [table.v4.value.length, table.v6.value.length, table.asn.length, table.names.length];
  const words = sections(table);
  const size = words.reduce((sum, section) => sum + section.byteLength, HEADER_BYTES) + table.names.length;
  const bytes = new Uint8Array(size + HASH_BYTES);
  bytes.set(asBytes(Uint32Array.of(MAGIC, LAYOUT, ...counts, 0, 0)));
  let at = HEADER_BYTES;
  for (const section of words) {
    bytes.set(asBytes(section), at);
    at += section.byteLength;
  }
  bytes.set(table.names, at);
  bytes.set(createHash("sha256").update(bytes.subarray(0, size)).digest(), size);
  return bytes;
}

/** The table held by bytes of `encodeAsnTable`; undefined when they are cut short, damaged or of another layout. */
export function decodeAsnTable(bytes: Uint8Array): AsnTable | undefined {
  if (bytes.length < HEADER_BYTES + HASH_BYTES) return undefined;
  // Typed arrays need aligned bytes, and a Buffer may start anywhere.
  const source = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const header = new Uint32Array(source.buffer, source.byteOffset, HEADER_BYTES / 4);
  const [magic, layout, v4 = 0, v6 = 0, owners = 0, nameBytes = 0] = header;
  const size = HEADER_BYTES + 4 * (3 * v4 + 9 * v6 + owners + owners + 1) + nameBytes;
  if (magic !== MAGIC || layout !== LAYOUT || source.length !== size + HASH_BYTES) return undefined;
  const hash = createHash("sha256").update(source.subarray(0, size)).digest();
  if (!hash.equals(source.subarray(size))) return undefined;
  let at = source.byteOffset + HEADER_BYTES;
  const take = (length: number): Uint32Array => {
    const section = new Uint32Array(source.buffer, at, length);
    at += section.byteLength;
    return section;
  };
  return {
    v4: { first: take(v4), last: take(v4), value: take(v4) },
    v6: { first: take(4 * v6), last: take(4 * v6), value: take(v6) },
    asn: take(owners),
    nameStart: take(owners + 1),
    names: new Uint8Array(source.buffer, at, nameBytes),
  };
}

function sections({ v4, v6, asn, nameStart }: AsnTable): readonly Uint32Array[] {
  return [v4.first, v4.last, v4.value, v6.first, v6.last, v6.value, asn, nameStart];
}

function asBytes(section: Uint32Array): Uint8Array {
  return new Uint8Array(section.buffer, section.byteOffset, section.byteLength);
}
