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
  let value = 0;
  let part = -1;
  let dots = 0;
  let at = 0;
  const end = text.length;
  while (text.charCodeAt(at) === 32) at++;
  // A loop over character codes: a list of the Internet's half a million blocks is read by this.
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      part = (part < 0 ? 0 : part * 10) + code - 48;
      if (part > 255) return undefined;
    } else if (code === 46 && part >= 0 && dots < 3) {
      value = value * 256 + part;
      part = -1;
      dots++;
    } else break;
  }
  if (dots !== 3 || part < 0) return undefined;
  const suffix = text.slice(at).trim();
  const bits = suffix === "" ? 32 : /^\/\d{1,2}$/.test(suffix) ? Number(suffix.slice(1)) : 33;
  return bits > 32 ? undefined : { value: value * 256 + part, bits };
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
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
  while (start <= to) {
    let bits = 32;
    let size = 1;
    while (bits > 0 && start % (size * 2) === 0 && start + size * 2 - 1 <= to) {
      size *= 2;
      bits--;
    }
    blocks.push({ value: start, bits });
    start += size;
  }
  return blocks;
}
