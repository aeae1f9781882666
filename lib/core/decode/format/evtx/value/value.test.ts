import fc from "fast-check";
import { expect, test } from "vitest";
import { int16, int32, int64, utf16 } from "../testing/build-evtx.ts";
import { ARRAY_FLAG } from "./type.ts";
import { typeName, valueText, valueTexts } from "./value.ts";

const real32 = (value: number) => Buffer.from(new Uint8Array(Float32Array.of(value).buffer));
const real64 = (value: number) => Buffer.from(new Uint8Array(Float64Array.of(value).buffer));
const sid = Buffer.from("010500000000000515000000a065cf7e784b9b5fe77c8770f4010000", "hex");
const guid = Buffer.from("dff77057 2ac2 e043 bf4c06f5698ffbd9".replaceAll(" ", ""), "hex");

test.each<[what: string, type: number, bytes: Buffer, text: string | null]>([
  ["null", 0x00, Buffer.alloc(0), ""],
  ["a string", 0x01, utf16("C:\\x 日本\r\n\ttail "), "C:\\x 日本\r\n\ttail "],
  ["a string of no bytes", 0x01, Buffer.alloc(0), ""],
  ["a string with its NUL", 0x01, utf16("abc\0"), "abc"],
  ["a string with a NUL inside", 0x01, utf16("a\0b"), "a\0b"],
  ["a string with a lone surrogate", 0x01, utf16("a\ud800b"), "a\ud800b"],
  ["a string cut in a character", 0x01, utf16("ab").subarray(0, 3), "a"],
  ["an ANSI string", 0x02, Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x80, 0x00]), "café€"],
  ["int8", 0x03, Buffer.from([0xff]), "-1"],
  ["uint8", 0x04, Buffer.from([0xff]), "255"],
  ["int16", 0x05, int16(-2), "-2"],
  ["uint16", 0x06, int16(443), "443"],
  ["int32", 0x07, int32(-2_147_483_648), "-2147483648"],
  ["uint32", 0x08, int32(4_294_967_295), "4294967295"],
  ["int64", 0x09, int64(-9_223_372_036_854_775_808n), "-9223372036854775808"],
  ["uint64", 0x0a, int64(18_446_744_073_709_551_615n), "18446744073709551615"],
  ["uint64 at the edge of exact numbers", 0x0a, int64(9_007_199_254_740_993n), "9007199254740993"],
  ["uint64 below that edge", 0x0a, int64(9_007_199_254_740_991n), "9007199254740991"],
  ["real32", 0x0b, real32(0.1), "0.1"],
  ["real32 with nine digits", 0x0b, real32(16_777_217.5), "16777218"],
  ["real64", 0x0c, real64(-1.5e300), "-1.5e+300"],
  ["real64 without a number", 0x0c, real64(Number.NaN), "NaN"],
  ["real64 without an end", 0x0c, real64(Number.NEGATIVE_INFINITY), "-INF"],
  ["true in four bytes", 0x0d, int32(1), "true"],
  ["false in four bytes", 0x0d, int32(0), "false"],
  ["a boolean of one byte", 0x0d, Buffer.from([1]), null],
  ["binary", 0x0e, Buffer.from([0, 0xab, 0x10]), "00AB10"],
  ["a GUID", 0x0f, guid, "{5770F7DF-C22A-43E0-BF4C-06F5698FFBD9}"],
  ["a GUID cut short", 0x0f, guid.subarray(0, 15), null],
  ["SizeT of 32 bits", 0x10, int32(0x1f), "0x1f"],
  ["SizeT of 64 bits", 0x10, int64(0x7ffe_0000_0001n), "0x7ffe00000001"],
  ["SizeT of 3 bytes", 0x10, Buffer.alloc(3), null],
  ["FILETIME with 100 ns", 0x11, int64(132_028_039_204_829_823n), "2019-05-20T05:32:00.4829823Z"],
  ["FILETIME zero", 0x11, int64(0n), "1601-01-01T00:00:00.0000000Z"],
  ["FILETIME at the end of year 9999", 0x11, int64(2_650_467_743_999_999_999n), "9999-12-31T23:59:59.9999999Z"],
  ["FILETIME beyond it", 0x11, int64(0xffff_ffff_ffff_ffffn), "+060056-05-28T05:36:10.9551615Z"],
  ["SYSTEMTIME", 0x12, Buffer.concat([2024, 2, 4, 29, 7, 5, 9, 42].map(int16)), "2024-02-29T07:05:09.042Z"],
  ["SID", 0x13, sid, "S-1-5-21-2127521184-1604012920-1887927527-500"],
  ["SID of the system", 0x13, Buffer.from("010100000000000512000000", "hex"), "S-1-5-18"],
  ["SID with a large authority", 0x13, Buffer.from("0101ab000000000001000000", "hex"), "S-1-0xAB0000000000-1"],
  ["SID cut short", 0x13, sid.subarray(0, 20), null],
  ["HexInt32 without padding", 0x14, int32(0x1fffff), "0x1fffff"],
  ["HexInt32 zero", 0x14, int32(0), "0x0"],
  ["HexInt64 keeps inner zeroes", 0x15, int64(0x8000_0000_0000_000fn), "0x800000000000000f"],
  ["HexInt64 below 2^32", 0x15, int64(0x3e7n), "0x3e7"],
  ["an EvtHandle", 0x20, int64(1n), null],
  ["a type nobody knows", 0x7e, int32(1), null],
])("%s", (_, type, bytes, text) => {
  // Two bytes before and after, as in a chunk: a value must not read past itself.
  const chunk = Buffer.concat([Buffer.from([0xee, 0xee]), bytes, Buffer.from([0xee, 0xee])]);
  expect(valueText(type, chunk, 2, 2 + bytes.length)).toBe(text);
});

test.each<[what: string, type: number, bytes: Buffer, texts: readonly string[] | null]>([
  ["strings, each with its NUL", 0x01, utf16("a\0bc\0"), ["a", "bc"]],
  ["strings, the last without", 0x01, utf16("a\0bc"), ["a", "bc"]],
  ["empty strings among them", 0x01, utf16("a\0\0b\0\0"), ["a", "", "b", ""]],
  ["no strings", 0x01, Buffer.alloc(0), [""]],
  ["ANSI strings", 0x02, Buffer.from("x\0y\0"), ["x", "y"]],
  ["uint16", 0x06, Buffer.concat([int16(80), int16(443)]), ["80", "443"]],
  ["booleans", 0x0d, Buffer.concat([int32(1), int32(0)]), ["true", "false"]],
  ["GUIDs", 0x0f, Buffer.concat([guid, guid]), ["{5770F7DF-C22A-43E0-BF4C-06F5698FFBD9}", "{5770F7DF-C22A-43E0-BF4C-06F5698FFBD9}"]],
  [
    "SIDs of different length",
    0x13,
    Buffer.concat([sid, Buffer.from("010100000000000512000000", "hex")]),
    ["S-1-5-21-2127521184-1604012920-1887927527-500", "S-1-5-18"],
  ],
  ["HexInt64", 0x15, Buffer.concat([int64(1n), int64(2n)]), ["0x1", "0x2"]],
  ["a member cut short", 0x08, Buffer.alloc(6), null],
  ["binary, whose members have no length", 0x0e, Buffer.alloc(4), null],
])("array of %s", (_, type, bytes, texts) => {
  expect(valueTexts(type, bytes, 0, bytes.length)).toEqual(texts);
});

test("a type is named as in the specification", () => {
  expect([typeName(0x22), typeName(ARRAY_FLAG | 0x0e)]).toEqual(["0x22", "array of 0x0e"]);
});

test("a FILETIME's text is that of its 64-bit count", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), (ticks) => {
      const text = valueText(0x11, int64(ticks), 0, 8) ?? "";
      const millis = BigInt(Date.parse(`${text.slice(0, -9)}.000Z`));
      expect((millis + 11_644_473_600_000n) * 10_000n + BigInt(text.slice(-8, -1))).toBe(ticks);
    }),
  );
});
