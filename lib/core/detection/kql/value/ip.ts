export interface Address4 {
  /** Unsigned 32 bits. */
  readonly value: number;
  readonly bits: number;
}
export interface Address6 {
  readonly value: bigint;
  readonly bits: number;
}

/** `a.b.c.d` with an optional `/n`; undefined for anything else. */
export function parseIpv4(text: string): Address4 | undefined {
  const match = /^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?\s*$/.exec(text);
  if (!match) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const bits = match[5] === undefined ? 32 : Number(match[5]);
  if (octets.some((octet) => octet > 255) || bits > 32) return undefined;
  return { value: octets.reduce((total, octet) => total * 256 + octet, 0), bits };
}

/** IPv6, or IPv4 as its mapped form, with an optional `/n`. */
export function parseIpv6(text: string): Address6 | undefined {
  const [address, suffix, extra] = text.trim().split("/");
  if (address === undefined || extra !== undefined || (suffix !== undefined && !/^\d{1,3}$/.test(suffix))) return undefined;
  const plain = parseIpv4(address);
  if (plain) {
    const bits = suffix === undefined ? 128 : Number(suffix) + 96;
    return bits > 128 ? undefined : { value: 0xffff00000000n + BigInt(plain.value), bits };
  }
  const bits = suffix === undefined ? 128 : Number(suffix);
  const groups = groupsOf(address.split("%")[0] ?? "");
  if (!groups || bits > 128) return undefined;
  return { value: groups.reduce((total, group) => (total << 16n) + BigInt(group), 0n), bits };
}

function groupsOf(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const parts = halves.map(half);
  const [left, right] = parts;
  if (!left || (halves.length === 2 && !right)) return undefined;
  if (!right) return left.length === 8 ? left : undefined;
  const gap = 8 - left.length - right.length;
  return gap < 1 ? undefined : [...left, ...Array.from({ length: gap }, () => 0), ...right];
}

function half(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const words = text.split(":");
  for (const [index, word] of words.entries()) {
    const mapped = index === words.length - 1 ? parseIpv4(word) : undefined;
    if (mapped) groups.push(mapped.value >>> 16, mapped.value & 0xffff);
    else if (/^[0-9a-fA-F]{1,4}$/.test(word)) groups.push(Number.parseInt(word, 16));
    else return undefined;
  }
  return groups;
}

/** The fewest CIDR blocks that cover a range of IPv4 addresses. */
export function rangesOf(from: number, to: number): readonly Address4[] {
  const blocks: Address4[] = [];
  let start = from;
  while (start <= to && blocks.length < 64) {
    let bits = 32;
    while (bits > 0 && start % 2 ** (33 - bits) === 0 && start + 2 ** (33 - bits) - 1 <= to) bits--;
    blocks.push({ value: start, bits });
    start += 2 ** (32 - bits);
  }
  return blocks;
}
