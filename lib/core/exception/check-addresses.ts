import { addressKind } from "../enrichment/special.ts";
import { type Address, type AddressRange, inRange } from "../event/address.ts";
import { formatRange, readAddressValue } from "./address-value.ts";
import type { Lint } from "./exception.ts";
import { listed } from "./listed.ts";

/** Wider than this is rarely meant: a /16 of IPv4, a /32 of IPv6. */
const WIDEST = { 4: 2n ** 16n, 6: 2n ** 96n } as const;

/** Lints of the values of a usable address condition. */
export function checkAddresses(values: readonly string[]): Lint[] {
  const read = values.flatMap((value) => {
    const result = readAddressValue(value);
    return "range" in result ? [{ value, range: result.range }] : [];
  });
  const lints: Lint[] = [];
  const add = (level: Lint["level"], code: string, found: readonly string[], message: string): void => {
    if (found.length > 0) lints.push({ level, code, message: message.replace("%s", () => listed(found)) });
  };
  const wide = read.filter(({ range }) => size(range) > WIDEST[range.family]);
  add(
    "warn",
    "wide-range",
    wide.map(({ value }) => value),
    "%s: that is more than a /16 of IPv4 or a /32 of IPv6.",
  );
  const mapped = read.filter(({ value, range }) => range.family === 4 && value.includes(":"));
  add(
    "info",
    "v4-mapped",
    mapped.map(({ value, range }) => `${value} is read as ${formatRange(range)}`),
    "%s: IPv4-mapped IPv6 is compared as IPv4.",
  );
  add(
    "info",
    "zone-ignored",
    values.filter((value) => value.includes("%")),
    "%s: the zone after % is ignored.",
  );
  const local = read.filter(({ range }) => LOCAL.has(addressKind(firstOf(range))));
  add(
    "info",
    "local-address",
    local.map(({ value }) => value),
    "%s: not a public address, so on another network it may be another machine.",
  );
  add("info", "duplicate-value", duplicates(read), "%s: listed more than once.");
  add("info", "covered-value", covered(read), "%s: already covered by a wider value.");
  return lints;
}

type Read = readonly { readonly value: string; readonly range: AddressRange }[];

const LOCAL: ReadonlySet<string> = new Set(["private", "loopback", "link-local", "cgnat", "unique-local"]);

function duplicates(read: Read): readonly string[] {
  const seen = new Set<string>();
  return read.flatMap(({ value, range }) => {
    const key = formatRange(range);
    if (seen.has(key)) return [value];
    seen.add(key);
    return [];
  });
}

function covered(read: Read): readonly string[] {
  return read
    .filter(({ range }) => read.some((other) => size(other.range) > size(range) && holdsRange(other.range, range)))
    .map(({ value }) => value);
}

function holdsRange(outer: AddressRange, inner: AddressRange): boolean {
  return inRange(firstOf(inner), outer) && inRange(lastOf(inner), outer);
}

function size(range: AddressRange): bigint {
  return BigInt(range.last) - BigInt(range.first) + 1n;
}

function firstOf(range: AddressRange): Address {
  return range.family === 4 ? { family: 4, value: range.first } : { family: 6, value: range.first };
}

function lastOf(range: AddressRange): Address {
  return range.family === 4 ? { family: 4, value: range.last } : { family: 6, value: range.last };
}
