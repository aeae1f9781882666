/** An IP address as a number: v4-mapped IPv6 is v4, zone ids are dropped, so equal addresses are equal values. */
export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

/** A closed range of addresses of one family: a single address, a CIDR block or `a-b`. */
export type AddressRange =
  | { readonly family: 4; readonly first: number; readonly last: number }
  | { readonly family: 6; readonly first: bigint; readonly last: bigint };

function parseV4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (let i = 1; i <= 4; i++) {
    const octet = match[i] ?? "";
    // "010" is 8 to some parsers and 10 to others: refuse what two readers would read differently.
    if (octet.length > 1 && octet.startsWith("0")) return undefined;
    const part = Number(octet);
    if (part > 255) return undefined;
    value = value * 256 + part;
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  let source = text;
  const lastColon = source.lastIndexOf(":");
  if (lastColon < 0 || source.length > 45) return undefined;
  if (source.includes(".", lastColon)) {
    const v4 = parseV4(source.slice(lastColon + 1));
    if (v4 === undefined) return undefined;
    source = `${source.slice(0, lastColon + 1)}${Math.floor(v4 / 65536).toString(16)}:${(v4 % 65536).toString(16)}`;
  }
  const halves = source.split("::");
  if (halves.length > 2) return undefined;
  const groups = (half: string): string[] => (half === "" ? [] : half.split(":"));
  const head = groups(halves[0] ?? "");
  const tail = halves.length === 2 ? groups(halves[1] ?? "") : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill("0"), ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(Number.parseInt(group, 16));
  }
  return value;
}

const MAPPED_PREFIX = 0xffffn;

/** Reads an IPv4 or IPv6 address in any legal spelling (RFC 4291); undefined when the text is not one. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = parseV4(text);
    return value === undefined ? undefined : { family: 4, value };
  }
  const zone = text.indexOf("%");
  const value = parseV6(zone < 0 ? text : text.slice(0, zone));
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED_PREFIX ? { family: 4, value: Number(value & 0xffffffffn) } : { family: 6, value };
}

function formatV4(value: number): string {
  return `${Math.floor(value / 16777216)}.${Math.floor(value / 65536) % 256}.${Math.floor(value / 256) % 256}.${value % 256}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
function formatV6(value: bigint): string {
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((value >> shift) & 0xffffn).toString(16));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}

/** The canonical spelling of an address (RFC 5952 for IPv6). */
export function formatAddress(address: Address): string {
  return address.family === 4 ? formatV4(address.value) : formatV6(address.value);
}

/** Canonical spelling of an address given as text, or undefined when it is not an address. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address && formatAddress(address);
}

export type CidrError = "bad-address" | "bad-prefix" | "host-bits-set";

/** Reads `address/prefix`. Host bits may be set (Sigma and KQL allow it); `strict` refuses them. */
export function parseCidr(text: string, options: { strict?: boolean } = {}): AddressRange | CidrError {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return "bad-address";
  const prefixText = slash < 0 ? undefined : text.slice(slash + 1);
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return "bad-prefix";
  const wroteV6 = text.includes(":");
  const mapped = wroteV6 && address.family === 4;
  const written = prefixText === undefined ? (wroteV6 ? 128 : 32) : Number(prefixText);
  if (written > (wroteV6 ? 128 : 32) || (mapped && written < 96)) return "bad-prefix";
  const prefix = mapped ? written - 96 : written;
  if (address.family === 4) {
    const size = 2 ** (32 - prefix);
    const first = Math.floor(address.value / size) * size;
    if (options.strict && first !== address.value) return "host-bits-set";
    return { family: 4, first, last: first + size - 1 };
  }
  const bits = BigInt(128 - prefix);
  const first = (address.value >> bits) << bits;
  if (options.strict && first !== address.value) return "host-bits-set";
  return { family: 6, first, last: first + (1n << bits) - 1n };
}

/** Whether an address lies in a range; the families never match each other. */
export function inRange(address: Address, range: AddressRange): boolean {
  if (address.family === 4) return range.family === 4 && address.value >= range.first && address.value <= range.last;
  return range.family === 6 && address.value >= range.first && address.value <= range.last;
}
