import { type AddressRange, inRange, parseAddress, parseCidr } from "#core/event/address";

function range(cidr: string): AddressRange {
  const parsed = parseCidr(cidr);
  if (typeof parsed === "string") throw new Error(`${cidr}: ${parsed}`);
  return parsed;
}

/** Everything that is not the open Internet (IANA special-purpose registries): this machine, its links, private nets, tunnels into them. */
const NOT_PUBLIC: readonly AddressRange[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/9",
  "ff00::/8",
].map(range);

/** Whether an address is on the open Internet. Text that is no address is not; IPv4 inside IPv6 counts as IPv4. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && !NOT_PUBLIC.some((candidate) => inRange(address, candidate));
}
