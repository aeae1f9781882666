import { guidText, hexText, sidSize, sidText } from "./identifier.ts";
import { hexInt32Text, hexInt64Text, real32Text, real64Text, uint64Text } from "./number.ts";
import { ansiText, ansiTexts, utf16Text, utf16Texts } from "./text.ts";
import { fileTimeText, systemTimeText } from "./time.ts";
import { ARRAY_FLAG, FIXED_SIZE, VALUE_TYPE } from "./type.ts";

/**
 * The text of one BinXML value that is neither an array nor BinXML, from `start` to `end`.
 * Numbers are decimal; HexInt, SizeT and pointers `0x1f`; binary upper-case hexadecimal; booleans `true` and `false`;
 * GUIDs `{UPPER-CASE}`; times ISO 8601 in UTC. A value of no bytes is "". `null`: the type is unknown, or the size is not its size.
 * Source: [MS-EVEN6] 2.2.12 and the libevtx documentation, section 7.
 */
export function valueText(type: number, bytes: Buffer, start: number, end: number): string | null {
  const size = end - start;
  if (size === 0) return "";
  const fixed = FIXED_SIZE.get(type);
  if (fixed !== undefined && fixed !== size) return null;
  switch (type) {
    case VALUE_TYPE.null:
      return "";
    case VALUE_TYPE.string:
      return utf16Text(bytes, start, end);
    case VALUE_TYPE.ansiString:
      return ansiText(bytes, start, end);
    case VALUE_TYPE.int8:
      return String(bytes.readInt8(start));
    case VALUE_TYPE.uint8:
      return String(bytes[start]);
    case VALUE_TYPE.int16:
      return String(bytes.readInt16LE(start));
    case VALUE_TYPE.uint16:
      return String(bytes.readUInt16LE(start));
    case VALUE_TYPE.int32:
      return String(bytes.readInt32LE(start));
    case VALUE_TYPE.uint32:
      return String(bytes.readUInt32LE(start));
    case VALUE_TYPE.int64:
      return String(bytes.readBigInt64LE(start));
    case VALUE_TYPE.uint64:
      return uint64Text(bytes, start);
    case VALUE_TYPE.real32:
      return real32Text(bytes.readFloatLE(start));
    case VALUE_TYPE.real64:
      return real64Text(bytes.readDoubleLE(start));
    case VALUE_TYPE.boolean:
      return bytes.readUInt32LE(start) === 0 ? "false" : "true";
    case VALUE_TYPE.binary:
      return hexText(bytes, start, end);
    case VALUE_TYPE.guid:
      return guidText(bytes, start);
    case VALUE_TYPE.size:
      return size === 4 ? hexInt32Text(bytes, start) : size === 8 ? hexInt64Text(bytes, start) : null;
    case VALUE_TYPE.fileTime:
      return fileTimeText(bytes, start);
    case VALUE_TYPE.systemTime:
      return systemTimeText(bytes, start);
    case VALUE_TYPE.sid:
      return size >= 8 && sidSize(bytes, start) === size ? sidText(bytes, start) : null;
    case VALUE_TYPE.hexInt32:
      return hexInt32Text(bytes, start);
    case VALUE_TYPE.hexInt64:
      return hexInt64Text(bytes, start);
  }
  return null;
}

/** The texts of an array value (`type` without the array flag); `null` where `valueText` says so of any member. */
export function valueTexts(type: number, bytes: Buffer, start: number, end: number): readonly string[] | null {
  if (end === start) return [""];
  if (type === VALUE_TYPE.string) return utf16Texts(bytes, start, end);
  if (type === VALUE_TYPE.ansiString) return ansiTexts(bytes, start, end);
  const texts: string[] = [];
  for (let at = start; at < end; ) {
    const size = memberSize(type, bytes, at, end);
    const text = size > 0 && at + size <= end ? valueText(type, bytes, at, at + size) : null;
    if (text === null) return null;
    texts.push(text);
    at += size;
  }
  return texts;
}

/** Zero where the type's arrays have no known layout. SizeT members are taken as 64-bit, the width of every current Windows. */
function memberSize(type: number, bytes: Buffer, at: number, end: number): number {
  if (type === VALUE_TYPE.sid) return at + 8 <= end ? sidSize(bytes, at) : 0;
  if (type === VALUE_TYPE.size) return 8;
  return FIXED_SIZE.get(type) ?? 0;
}

/** How a fault names a type: `0x22`, or `array of 0x22`. */
export function typeName(type: number): string {
  const code = `0x${(type & ~ARRAY_FLAG).toString(16).padStart(2, "0")}`;
  return type & ARRAY_FLAG ? `array of ${code}` : code;
}
