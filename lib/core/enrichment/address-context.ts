/** IANA special-purpose ranges, named as an analyst would; such an address never has a country or an ASN. */
export const ADDRESS_KINDS = [
  "public",
  "private",
  "loopback",
  "link-local",
  "cgnat",
  "multicast",
  "broadcast",
  "documentation",
  "unspecified",
  "unique-local",
  "6to4",
  "teredo",
  "nat64",
  "benchmarking",
  "reserved",
  /** Not an address at all (a host name, a dash): shown as written, nothing is known about it. */
  "invalid",
] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** What is known about an address offline. Unknown is absent, never a guess. */
export interface AddressContext {
  /** In canonical spelling (RFC 5952; v4-mapped IPv6 as IPv4); as written when it is not an address. */
  readonly address: string;
  readonly kind: AddressKind;
  readonly asn?: number;
  readonly organization?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}
