import { type AddressRange, canonicalAddress, formatAddress, parseAddress, parseCidr } from "../event/address.ts";
import { shown, whatIsWrong, whichPrefix } from "./address-advice.ts";

/** Why a value of an address condition cannot be used; the message says what to write instead where that is clear. */
export interface ValueProblem {
  readonly code: ValueProblemCode;
  readonly message: string;
}
export type ValueProblemCode =
  | "empty-value"
  | "unreadable-address"
  | "unreadable-prefix"
  | "host-bits-set"
  | "range-order"
  | "mixed-families"
  | "matches-everything";

export type ReadAddress = { readonly range: AddressRange } | { readonly problem: ValueProblem };

/** Reads an address, a CIDR block without host bits, or a range `a-b` (both ends included). */
export function readAddressValue(value: string): ReadAddress {
  if (value.trim() === "") return refuse("empty-value", "An address is missing: the value is empty.");
  if (value.includes("-")) return readRange(value);
  return value.includes("/") ? readBlock(value) : readSingle(value);
}

/** The canonical spelling of a range: an address, a block where it is one, `a-b` otherwise. */
export function formatRange(range: AddressRange): string {
  const first = firstAddress(range);
  if (range.first === range.last) return first;
  const prefix = prefixLength(range);
  return prefix === undefined ? `${first}-${lastAddress(range)}` : `${first}/${prefix}`;
}

/** The prefix length that covers exactly this range, if there is one. */
export function prefixLength(range: AddressRange): number | undefined {
  const bits = range.family === 4 ? 32 : 128;
  const size = BigInt(range.last) - BigInt(range.first) + 1n;
  const power = size.toString(2).length - 1;
  return 1n << BigInt(power) === size && BigInt(range.first) % size === 0n ? bits - power : undefined;
}

function readSingle(value: string): ReadAddress {
  const range = parseCidr(value);
  if (typeof range === "string") return refuse("unreadable-address", `"${shown(value)}" is not an IP address: ${whatIsWrong(value)}`);
  return { range };
}

function readBlock(value: string): ReadAddress {
  const range = parseCidr(value, { strict: true });
  const slash = value.indexOf("/");
  const address = value.slice(0, slash);
  const prefix = value.slice(slash + 1);
  if (range === "bad-address")
    return refuse("unreadable-address", `"${shown(address)}" before the slash is not an IP address: ${whatIsWrong(address)}`);
  if (range === "bad-prefix")
    return refuse("unreadable-prefix", `"/${shown(prefix)}" is not a prefix length: ${whichPrefix(address, prefix)}`);
  if (range === "host-bits-set") {
    const block = parseCidr(value);
    const fix =
      typeof block === "string"
        ? ""
        : ` Write ${formatRange(block)} for the whole block, or ${canonicalAddress(address)} for this address alone.`;
    return refuse("host-bits-set", `"${shown(value)}" has bits set after its prefix.${fix}`);
  }
  if (prefixLength(range) === 0) {
    return refuse(
      "matches-everything",
      `"${shown(value)}" is every IPv${range.family} address: leave the condition out, or name a smaller block.`,
    );
  }
  return { range };
}

function readRange(value: string): ReadAddress {
  const ends = value.split("-").map((end) => end.trim());
  const [from = "", to = ""] = ends;
  if (ends.length !== 2)
    return refuse("unreadable-address", `"${shown(value)}" is not a range: write its first and last address with one hyphen between.`);
  const first = parseAddress(from);
  const last = parseAddress(to);
  if (!first)
    return refuse("unreadable-address", `The range starts with "${shown(from)}", which is not an IP address: ${whatIsWrong(from)}`);
  if (!last) return refuse("unreadable-address", `The range ends with "${shown(to)}", which is not an IP address: ${whatIsWrong(to)}`);
  if (first.family === 4 && last.family === 4) return ordered({ family: 4, first: first.value, last: last.value });
  if (first.family === 6 && last.family === 6) return ordered({ family: 6, first: first.value, last: last.value });
  return refuse(
    "mixed-families",
    `"${shown(value)}" starts in IPv${first.family} and ends in IPv${last.family}: both ends must be of one family.`,
  );
}

function ordered(range: AddressRange): ReadAddress {
  if (range.first > range.last) {
    return refuse("range-order", `The range ends before it starts. Write ${lastAddress(range)}-${firstAddress(range)}.`);
  }
  if (prefixLength(range) === 0)
    return refuse("matches-everything", `The range is every IPv${range.family} address: leave the condition out, or name a smaller range.`);
  return { range };
}

function firstAddress(range: AddressRange): string {
  return formatAddress(range.family === 4 ? { family: 4, value: range.first } : { family: 6, value: range.first });
}

function lastAddress(range: AddressRange): string {
  return formatAddress(range.family === 4 ? { family: 4, value: range.last } : { family: 6, value: range.last });
}

function refuse(code: ValueProblemCode, message: string): ReadAddress {
  return { problem: { code, message } };
}
