import { type AddressRange, inRange, parseAddress, parseCidr } from "../../event/address.ts";

const range = (cidr: string): AddressRange => {
  const parsed = parseCidr(cidr);
  if (typeof parsed === "string") throw new Error(`${cidr}: ${parsed}`);
  return parsed;
};

/** Defender's words for addresses, first match wins; where its documentation is silent, telemetry.md §1.5.4 decides. */
const BLOCKS: readonly (readonly [kind: string, blocks: readonly string[]])[] = [
  ["Loopback", ["127.0.0.0/8", "::1/128"]],
  ["Broadcast", ["255.255.255.255/32"]],
  ["Private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"]],
  ["Teredo", ["2001::/32"]],
  [
    "Reserved",
    ["0.0.0.0/8", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8", "2001:db8::/32"],
  ],
];
const KINDS = BLOCKS.map(([kind, blocks]) => [kind, blocks.map(range)] as const);

/** Every kind but Public with its blocks as CIDR text, in the order in which they are tried. */
export const ADDRESS_KINDS: readonly (readonly [kind: string, blocks: readonly string[]])[] = BLOCKS;

/** `RemoteIPType` of an address that came from another sensor; undefined for text that is no address. */
export function ipType(text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  for (const [kind, ranges] of KINDS) if (ranges.some((candidate) => inRange(address, candidate))) return kind;
  return "Public";
}
