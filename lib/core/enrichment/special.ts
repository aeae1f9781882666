import { type Address, parseCidr } from "../event/address.ts";
import type { AddressKind } from "./address-context.ts";
import { flatten4, flatten6 } from "./flatten.ts";
import { find4, find6, rangeTable4, rangeTable6, type ValuedRange } from "./range-table.ts";

/**
 * The IANA special-purpose registries for IPv4 and IPv6 (RFC 6890, 8190 and the RFCs named below), with multicast
 * (RFC 5771, 4291) and the IPv6 space outside 2000::/3, which IANA has not given out. The narrowest block wins.
 * Blocks the registry calls globally reachable and that networks announce (AS112, AMT) are public on purpose.
 */
const BLOCKS: readonly (readonly [block: string, kind: AddressKind])[] = [
  ["0.0.0.0/8", "reserved"], // RFC 791 "this network"
  ["0.0.0.0/32", "unspecified"], // RFC 1122
  ["10.0.0.0/8", "private"], // RFC 1918
  ["100.64.0.0/10", "cgnat"], // RFC 6598
  ["127.0.0.0/8", "loopback"], // RFC 1122
  ["169.254.0.0/16", "link-local"], // RFC 3927
  ["172.16.0.0/12", "private"], // RFC 1918
  ["192.0.0.0/24", "reserved"], // RFC 6890 protocol assignments (DS-Lite, PCP and TURN anycast)
  ["192.0.2.0/24", "documentation"], // RFC 5737
  ["192.88.99.0/24", "6to4"], // RFC 7526, deprecated relay anycast
  ["192.168.0.0/16", "private"], // RFC 1918
  ["198.18.0.0/15", "benchmarking"], // RFC 2544
  ["198.51.100.0/24", "documentation"], // RFC 5737
  ["203.0.113.0/24", "documentation"], // RFC 5737
  ["224.0.0.0/4", "multicast"], // RFC 5771
  ["240.0.0.0/4", "reserved"], // RFC 1112
  ["255.255.255.255/32", "broadcast"], // RFC 8190

  ["::/3", "reserved"], // RFC 4291: only 2000::/3 is global unicast
  ["4000::/2", "reserved"],
  ["8000::/1", "reserved"],
  ["::/128", "unspecified"], // RFC 4291
  ["::1/128", "loopback"], // RFC 4291
  ["64:ff9b::/96", "nat64"], // RFC 6052
  ["64:ff9b:1::/48", "nat64"], // RFC 8215
  ["2001::/23", "reserved"], // RFC 2928 protocol assignments, ORCHID (RFC 4843, 7343), drone ids (RFC 9374)
  ["2001::/32", "teredo"], // RFC 4380
  ["2001:2::/48", "benchmarking"], // RFC 5180
  ["2001:3::/32", "public"], // RFC 7450 AMT
  ["2001:4:112::/48", "public"], // RFC 7535 AS112
  ["2001:db8::/32", "documentation"], // RFC 3849
  ["2002::/16", "6to4"], // RFC 3056
  ["3fff::/20", "documentation"], // RFC 9637
  ["fc00::/7", "unique-local"], // RFC 4193
  ["fe80::/10", "link-local"], // RFC 4291
  ["fec0::/10", "private"], // RFC 3879, deprecated site-local
  ["ff00::/8", "multicast"], // RFC 4291
];

const KINDS = BLOCKS.map(([, kind]) => kind);

function ranges(): { v4: ValuedRange<number>[]; v6: ValuedRange<bigint>[] } {
  const v4: ValuedRange<number>[] = [];
  const v6: ValuedRange<bigint>[] = [];
  BLOCKS.forEach(([block], value) => {
    const range = parseCidr(block, { strict: true });
    if (typeof range === "string") throw new Error(`special-purpose block ${block}: ${range}`);
    if (range.family === 4) v4.push({ first: range.first, last: range.last, value });
    else v6.push({ first: range.first, last: range.last, value });
  });
  return { v4, v6 };
}

const { v4, v6 } = ranges();
const TABLE4 = rangeTable4(flatten4(v4));
const TABLE6 = rangeTable6(flatten6(v6));

/** What an address is for, from the registries alone. Only a `public` address may have an owner or a country. */
export function addressKind(address: Address): AddressKind {
  const block = address.family === 4 ? find4(TABLE4, address.value) : find6(TABLE6, address.value);
  return (block === undefined ? undefined : KINDS[block]) ?? "public";
}
