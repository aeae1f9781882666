import { hasTerm } from "../bind/text-match.ts";
import { isArray } from "../value/dynamic.ts";
import { type Address4, formatIpv4, parseIpv4, parseIpv6, rangesOf } from "../value/ip.ts";
import type { Cell } from "../value/type.ts";
import { dynamic, type FunctionTable, fn, num, text } from "./signature.ts";

function mask4(value: number, bits: number): number {
  return bits === 0 ? 0 : (value & (-1 << (32 - bits))) >>> 0;
}

/** -1, 0 or 1 under the smallest prefix of all; null when one is no address. */
function compare4(a: string, b: string, prefix: number): number | null {
  const [x, y] = [parseIpv4(a), parseIpv4(b)];
  if (!x || !y || !(prefix >= 0 && prefix <= 32)) return null;
  const bits = Math.min(x.bits, y.bits, prefix);
  return Math.sign(mask4(x.value, bits) - mask4(y.value, bits));
}

function compare6(a: string, b: string, prefix: number): number | null {
  const [x, y] = [parseIpv6(a), parseIpv6(b)];
  if (!x || !y || !(prefix >= 0 && prefix <= 128)) return null;
  const shift = 128n - BigInt(Math.min(x.bits, y.bits, prefix));
  const difference = (x.value >> shift) - (y.value >> shift);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function same(order: number | null): boolean | null {
  return order === null ? null : order === 0;
}

function inRange4(address: string, range: string): boolean | null {
  const [x, y] = [parseIpv4(address), parseIpv4(range)];
  return x && y ? mask4(x.value, y.bits) === mask4(y.value, y.bits) : null;
}

function inRange6(address: string, range: string): boolean | null {
  const [x, y] = [parseIpv6(address), parseIpv6(range)];
  if (!x || !y) return null;
  const shift = 128n - BigInt(y.bits);
  return x.value >> shift === y.value >> shift;
}

function ranges(args: readonly Cell[]): readonly string[] {
  return args.flatMap((arg) => {
    const value = dynamic(arg);
    return isArray(value) ? value.map(String) : [text(value)];
  });
}

/** Any of the ranges; null only when the address, or all of them, are unreadable. */
function anyRange(args: readonly Cell[], test: (address: string, range: string) => boolean | null): boolean | null {
  const [address, ...rest] = args;
  const answers = ranges(rest).map((range) => test(text(address), range));
  if (answers.includes(true)) return true;
  return answers.every((answer) => answer === null) ? null : false;
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function isPrivate(address: string): boolean | null {
  const parsed = parseIpv4(address);
  if (!parsed) return null;
  const masked = `${formatIpv4(mask4(parsed.value, parsed.bits))}`;
  return PRIVATE.some((range) => inRange4(masked, range) === true);
}

function isPrivate6(address: string): boolean | null {
  const parsed = parseIpv6(address);
  if (!parsed) return null;
  return ["fc00::/7", "fe80::/10"].some((range) => inRange6(address, range) === true) || isPrivate(address) === true;
}

function format4(value: Cell, bits: Cell | undefined): Address4 | undefined {
  const parsed =
    typeof value === "string"
      ? parseIpv4(value)
      : Number.isInteger(num(value)) && num(value) >= 0 && num(value) < 2 ** 32
        ? { value: num(value), bits: 32 }
        : undefined;
  const prefix = bits === undefined ? 32 : num(bits);
  if (!parsed || !(prefix >= 0 && prefix <= 32)) return undefined;
  return { value: parsed.value, bits: Math.min(prefix, parsed.bits) };
}

/** Addresses in a text, at their boundaries. */
function mentions(source: string, wanted: string): boolean {
  return (
    parseIpv4(wanted) !== undefined &&
    hasTerm(source, wanted, true, true) &&
    !new RegExp(`[0-9]\\.${wanted.replaceAll(".", "\\.")}|${wanted.replaceAll(".", "\\.")}\\.[0-9]`).test(source)
  );
}

function mentionsPrefix(source: string, prefix: string): boolean {
  return [...source.matchAll(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g)].some(
    ([address]) =>
      parseIpv4(address) !== undefined &&
      // A prefix ends with its dot, or is the whole address.
      address.startsWith(prefix) &&
      (prefix.endsWith(".") || address.length === prefix.length),
  );
}

const listed = (args: readonly Cell[]): readonly string[] => ranges(args);

/** https://learn.microsoft.com/kusto/query/scalar-functions#ipv4ipv6-functions */
export const NETWORK_FUNCTIONS: FunctionTable = {
  ipv4_is_private: fn("string", "bool", ([address]) => isPrivate(text(address))),
  ipv6_is_private: fn("string", "bool", ([address]) => isPrivate6(text(address))),
  ipv4_is_in_range: fn("string string", "bool", ([address, range]) => inRange4(text(address), text(range))),
  ipv6_is_in_range: fn("string string", "bool", ([address, range]) => inRange6(text(address), text(range))),
  ipv4_is_in_any_range: fn("string any any*", "bool", (args) => anyRange(args, inRange4)),
  ipv6_is_in_any_range: fn("string any any*", "bool", (args) => anyRange(args, inRange6)),
  ipv4_is_match: fn("string string long?", "bool", ([a, b, prefix]) =>
    same(compare4(text(a), text(b), prefix === undefined ? 32 : num(prefix))),
  ),
  ipv6_is_match: fn("string string long?", "bool", ([a, b, prefix]) =>
    same(compare6(text(a), text(b), prefix === undefined ? 128 : num(prefix))),
  ),
  ipv4_compare: fn("string string long?", "long", ([a, b, prefix]) => compare4(text(a), text(b), prefix === undefined ? 32 : num(prefix))),
  ipv6_compare: fn("string string long?", "long", ([a, b, prefix]) => compare6(text(a), text(b), prefix === undefined ? 128 : num(prefix))),
  ipv4_netmask_suffix: fn("string", "long", ([address]) => parseIpv4(text(address))?.bits ?? null),
  parse_ipv4: fn("string", "long", ([address]) => {
    const p = parseIpv4(text(address));
    return p ? mask4(p.value, p.bits) : null;
  }),
  parse_ipv4_mask: fn("string long", "long", ([address, bits]) => {
    const p = parseIpv4(text(address));
    return p && num(bits) >= 0 && num(bits) <= 32 ? mask4(p.value, Math.min(p.bits, num(bits))) : null;
  }),
  parse_ipv6: fn("string", "string", ([address]) => {
    const p = parseIpv6(text(address));
    return p ? expanded6((p.value >> (128n - BigInt(p.bits))) << (128n - BigInt(p.bits))) : "";
  }),
  parse_ipv6_mask: fn("string long", "string", ([address, bits]) => {
    const p = parseIpv6(text(address));
    if (!p || !(num(bits) >= 0 && num(bits) <= 128)) return "";
    const shift = 128n - BigInt(Math.min(p.bits, num(bits)));
    return expanded6((p.value >> shift) << shift);
  }),
  format_ipv4: fn("any long?", "string", ([value, bits]) => {
    const p = format4(value ?? null, bits);
    return p ? formatIpv4(mask4(p.value, p.bits)) : "";
  }),
  format_ipv4_mask: fn("any long?", "string", ([value, bits]) => {
    const p = format4(value ?? null, bits);
    return p ? `${formatIpv4(mask4(p.value, p.bits))}/${p.bits}` : "";
  }),
  has_ipv4: fn("string string", "bool", ([source, address]) => mentions(text(source), text(address))),
  has_any_ipv4: fn("string any*", "bool", ([source, ...list]) => listed(list).some((address) => mentions(text(source), address))),
  has_ipv4_prefix: fn("string string", "bool", ([source, prefix]) => mentionsPrefix(text(source), text(prefix))),
  has_any_ipv4_prefix: fn("string any*", "bool", ([source, ...list]) =>
    listed(list).some((prefix) => mentionsPrefix(text(source), prefix)),
  ),
  ipv4_range_to_cidr_list: fn("string string", "dynamic", ([from, to]) => {
    const [a, b] = [parseIpv4(text(from)), parseIpv4(text(to))];
    return a && b ? rangesOf(a.value, b.value).map(({ value, bits }) => `${formatIpv4(value)}/${bits}`) : null;
  }),
};

function expanded6(value: bigint): string {
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16).padStart(4, "0")).join(":");
}
