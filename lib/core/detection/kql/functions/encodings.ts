import { createHash } from "node:crypto";
import { gunzipSync, inflateSync } from "node:zlib";
import { printCell } from "../value/compare.ts";
import { type Dynamic, isArray } from "../value/dynamic.ts";
import { long } from "../value/long.ts";
import type { Cell, KqlType } from "../value/type.ts";
import { decodeDomain, decodePunycode, encodeDomain, encodePunycode } from "./punycode.ts";
import { dynamic, type FunctionTable, fn, num, type ScalarFunction, text } from "./signature.ts";
import { xxHash64 } from "./xx-hash.ts";

function bytesOf(base64: string): Buffer | undefined {
  const compact = base64.replace(/\s/g, "");
  return /^[A-Za-z0-9+/]*={0,2}$/.test(compact) && compact.replace(/=+$/, "").length % 4 !== 1 ? Buffer.from(compact, "base64") : undefined;
}

function decode(base64: string): string {
  const bytes = bytesOf(base64);
  if (!bytes) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

/** What a decompressed text may have; a bomb is no text. */
const MOST_BYTES = 16 * 1024 * 1024;

function decompressed(base64: string, work: typeof gunzipSync): string {
  const bytes = bytesOf(base64);
  if (!bytes) return "";
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(work(bytes, { maxOutputLength: MOST_BYTES }));
  } catch {
    return "";
  }
}

/** In small letters. Half a surrogate pair has no UTF-8: it is encoded as the character that stands for such. */
function percentEncoded(source: string): string {
  return encodeURIComponent(Buffer.from(source, "utf8").toString("utf8")).replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());
}

function percentDecoded(source: string): string {
  try {
    return decodeURIComponent(source.replaceAll("+", " "));
  } catch {
    return Buffer.from(
      source.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      "latin1",
    ).toString("utf8");
  }
}

function hashBytes(value: Cell, type: KqlType): Buffer {
  if (type === "long" || type === "int" || type === "datetime" || type === "timespan") {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(typeof value === "bigint" || typeof value === "number" ? value : 0)));
    return bytes;
  }
  return Buffer.from(printCell(value, type), "utf8");
}

const digest = (algorithm: string): ScalarFunction =>
  fn("any", "string", ([value], [type]) =>
    createHash(algorithm)
      .update(printCell(value ?? null, type ?? "string"))
      .digest("hex"),
  );

const hash = fn("any long?", "long", ([value, modulus], [type]) => {
  const signed = BigInt.asIntN(64, xxHash64(hashBytes(value ?? null, type ?? "string")));
  if (modulus === undefined) return long(signed);
  const by = BigInt(num(modulus));
  return by <= 0n ? null : long(((signed % by) + by) % by);
});

/** Sixteen bytes as a guid: its first three parts are little-endian. */
function guidIn(bytes: Buffer | undefined): Cell {
  if (bytes?.length !== 16) return null;
  const hex = (from: number, to: number) => bytes.toString("hex", from, to);
  const part = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).reverse().toString("hex");
  return `${part(0, 4)}-${part(4, 6)}-${part(6, 8)}-${hex(8, 10)}-${hex(10, 16)}`;
}

const decodeText = fn("string", "string", ([source]) => decode(text(source)));
const encodeText = fn("string", "string", ([source]) => Buffer.from(text(source), "utf8").toString("base64"));

export const ENCODING_FUNCTIONS: FunctionTable = {
  base64_decode_tostring: decodeText,
  base64_decodestring: decodeText,
  base64_encode_tostring: encodeText,
  base64_encodestring: encodeText,
  base64_decode_toarray: fn("string", "dynamic", ([source]): Dynamic => {
    const bytes = bytesOf(text(source));
    return bytes ? [...bytes] : null;
  }),
  base64_decode_toguid: fn("string", "guid", ([source]) => guidIn(bytesOf(text(source)))),
  base64_encode_fromarray: fn("dynamic", "string", ([bytes]) => {
    const list = dynamic(bytes);
    const isBytes = isArray(list) && list.every((byte) => typeof byte === "number" && Number.isInteger(byte) && byte >= 0 && byte < 256);
    return isBytes ? Buffer.from(list.map(Number)).toString("base64") : "";
  }),
  base64_encode_fromguid: fn("guid", "string", ([guid]) => {
    const bytes = Buffer.from(text(guid).replaceAll("-", ""), "hex");
    // The first three parts are numbers, the lowest byte first.
    for (const [from, to] of [
      [0, 4],
      [4, 6],
      [6, 8],
    ] as const)
      bytes.subarray(from, to).reverse();
    return bytes.toString("base64");
  }),
  punycode_from_string: fn("string", "string", ([source]) => encodePunycode(text(source))),
  punycode_to_string: fn("string", "string", ([source]) => decodePunycode(text(source)) ?? ""),
  punycode_domain_from_string: fn("string", "string", ([source]) => decodeDomain(text(source)) ?? ""),
  punycode_domain_to_string: fn("string", "string", ([source]) => encodeDomain(text(source))),
  gzip_decompress_from_base64_string: fn("string", "string", ([source]) => decompressed(text(source), gunzipSync)),
  zlib_decompress_from_base64_string: fn("string", "string", ([source]) => decompressed(text(source), inflateSync)),
  url_decode: fn("string", "string", ([source]) => percentDecoded(text(source))),
  url_encode: fn("string", "string", ([source]) => percentEncoded(text(source)).replaceAll("%20", "+")),
  url_encode_component: fn("string", "string", ([source]) => percentEncoded(text(source))),
  hash,
  hash_xxhash64: hash,
  hash_md5: digest("md5"),
  hash_sha1: digest("sha1"),
  hash_sha256: digest("sha256"),
};
