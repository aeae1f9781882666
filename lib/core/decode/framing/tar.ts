import type { ByteReader } from "../byte-reader.ts";
import type { Damage } from "../damage.ts";

const BLOCK = 512;
const MAX_EXTENSION = 64 * 1024;
const CHECKSUM = { at: 148, length: 8 } as const;

/** One regular file of a tar archive, or one place where the archive is broken. */
export type TarItem =
  | { readonly kind: "member"; readonly name: string; readonly size: number; readonly bytes: () => AsyncIterable<Uint8Array> }
  | { readonly kind: "trouble"; readonly detail: string; readonly damage?: Damage };

/** Whether the block is a tar header: its checksum holds, or it is a ustar header with a damaged one. Text is neither. */
export function isTar(head: Buffer): boolean {
  if (head.length < BLOCK || head[0] === 0 || !head.subarray(0, BLOCK).includes(0)) return false;
  return checksumHolds(head) || head.toString("latin1", 257, 262) === "ustar";
}

/**
 * Reads a tar archive in order: ustar, pax (path and size), GNU long names and binary sizes (POSIX.1-2017 pax,
 * GNU tar manual "Basic Tar Format"). Folders, links and devices have no data and are skipped. Behind a broken header
 * the next intact one is searched for. A member not read by the consumer is skipped.
 */
export async function* untar(reader: ByteReader): AsyncGenerator<TarItem> {
  let longName: string | undefined;
  let longSize: number | undefined;
  for (let lost = 0; ; ) {
    const header = Buffer.from(await reader.take(BLOCK));
    if (header.length < BLOCK) {
      if (reader.damage && !reader.reported) yield { kind: "trouble", detail: reader.damage.message, damage: reader.damage };
      else if (header.length > 0 && !reader.reported) yield { kind: "trouble", detail: "the archive ends inside a header" };
      return;
    }
    if (header.every((byte) => byte === 0)) continue;
    if (!checksumHolds(header)) {
      if (lost === 0)
        yield { kind: "trouble", detail: `the header at byte ${reader.position - BLOCK} is damaged; searching for the next one` };
      lost += 1;
      continue;
    }
    lost = 0;
    const type = String.fromCharCode(header[156] ?? 0);
    const size = longSize ?? number(header, 124, 12);
    if (!Number.isSafeInteger(size) || size < 0) {
      yield { kind: "trouble", detail: `the header at byte ${reader.position - BLOCK} gives no valid size` };
      lost = 1;
      continue;
    }
    const end = reader.position + Math.ceil(size / BLOCK) * BLOCK;
    if ("xLgK".includes(type)) {
      const text = (await reader.take(Math.min(size, MAX_EXTENSION))).toString("utf8");
      if (type === "L") longName = text.replace(/\0.*$/s, "");
      if (type === "x") {
        longName = paxValue(text, "path") ?? longName;
        const declared = paxValue(text, "size");
        longSize = declared === undefined ? undefined : Number(declared);
      }
    } else {
      const name = longName ?? shortName(header);
      longName = undefined;
      longSize = undefined;
      if (type === "S") yield { kind: "trouble", detail: `${name}: sparse files are not supported` };
      if (type === "0" || type === "\0" || type === "7") yield { kind: "member", name, size, bytes: () => reader.stretch(size) };
    }
    await reader.skipTo(end);
  }
}

function checksumHolds(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i += 1) {
    const inChecksum = i >= CHECKSUM.at && i < CHECKSUM.at + CHECKSUM.length;
    sum += inChecksum ? 0x20 : (header[i] ?? 0);
  }
  return sum === number(header, CHECKSUM.at, CHECKSUM.length);
}

/** Octal text, or base 256 where the first bit is set (GNU). NaN when it is neither. */
function number(header: Buffer, at: number, length: number): number {
  if ((header[at] ?? 0) & 0x80) {
    let value = (header[at] ?? 0) & 0x7f;
    for (let i = at + 1; i < at + length; i += 1) value = value * 256 + (header[i] ?? 0);
    return value;
  }
  const text = header
    .toString("latin1", at, at + length)
    .replace(/\0.*$/s, "")
    .trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function shortName(header: Buffer): string {
  const name = text(header, 0, 100);
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? text(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function text(header: Buffer, at: number, length: number): string {
  return header.toString("utf8", at, at + length).replace(/\0.*$/s, "");
}

function paxValue(records: string, key: string): string | undefined {
  return new RegExp(`^\\d+ ${key}=(.*)$`, "m").exec(records)?.[1];
}
