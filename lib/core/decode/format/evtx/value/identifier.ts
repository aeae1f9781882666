const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
/** A GUID's first three groups are little-endian numbers, the rest bytes in order. */
const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

/** `{5770385F-C22A-43E0-BF4C-06F5698FFBD9}`: braces and upper case, as Windows and libevtx print it. */
export function guidText(bytes: Buffer, at: number): string {
  let text = "{";
  for (const place of GUID_ORDER) text += place === -1 ? "-" : HEX[bytes[at + place] ?? 0];
  return `${text}}`;
}

/** Size in bytes of the SID at `at` by its own count of sub-authorities ([MS-DTYP] 2.4.2.2). */
export function sidSize(bytes: Buffer, at: number): number {
  return 8 + (bytes[at + 1] ?? 0) * 4;
}

/** `S-1-5-18`. The authority is decimal below 2^32 and hexadecimal above, as [MS-DTYP] 2.4.2.1 says. */
export function sidText(bytes: Buffer, at: number): string {
  const authority = bytes.readUIntBE(at + 2, 6);
  let text = `S-${bytes[at]}-${authority < 0x1_0000_0000 ? authority : `0x${authority.toString(16).toUpperCase()}`}`;
  for (let sub = at + 8; sub < at + sidSize(bytes, at); sub += 4) text += `-${bytes.readUInt32LE(sub)}`;
  return text;
}

export function hexText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("hex", start, end).toUpperCase();
}
