import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, parseAddress } from "../event/address.ts";
import type { AddressKind } from "./address-context.ts";
import { createAddressLookup } from "./enrich.ts";
import { addressKind } from "./special.ts";

const KINDS: readonly (readonly [address: string, kind: AddressKind])[] = [
  ["0.0.0.0", "unspecified"],
  ["0.0.0.1", "reserved"],
  ["0.255.255.255", "reserved"],
  ["1.0.0.0", "public"],
  ["9.255.255.255", "public"],
  ["10.0.0.0", "private"],
  ["10.255.255.255", "private"],
  ["11.0.0.0", "public"],
  ["100.63.255.255", "public"],
  ["100.64.0.0", "cgnat"],
  ["100.127.255.255", "cgnat"],
  ["100.128.0.0", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.255", "loopback"],
  ["169.254.169.254", "link-local"],
  ["172.15.255.255", "public"],
  ["172.16.0.0", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.0", "public"],
  ["192.0.0.10", "reserved"],
  ["192.0.1.0", "public"],
  ["192.0.2.77", "documentation"],
  ["192.31.196.1", "public"],
  ["192.88.99.1", "6to4"],
  ["192.168.0.0", "private"],
  ["192.169.0.0", "public"],
  ["198.17.255.255", "public"],
  ["198.18.0.0", "benchmarking"],
  ["198.19.255.255", "benchmarking"],
  ["198.20.0.0", "public"],
  ["198.51.100.1", "documentation"],
  ["203.0.113.255", "documentation"],
  ["223.255.255.255", "public"],
  ["224.0.0.251", "multicast"],
  ["239.255.255.250", "multicast"],
  ["240.0.0.0", "reserved"],
  ["255.255.255.254", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["::2", "reserved"],
  ["::ffff:10.1.2.3", "private"],
  ["::ffff:8.8.8.8", "public"],
  ["64:ff9b::8.8.8.8", "nat64"],
  ["64:ff9b:1::1", "nat64"],
  ["100::1", "reserved"],
  ["2001::1", "teredo"],
  ["2001:1::1", "reserved"],
  ["2001:2::1", "benchmarking"],
  ["2001:2:1::1", "reserved"],
  ["2001:3::1", "public"],
  ["2001:4:112::1", "public"],
  ["2001:20::1", "reserved"],
  ["2001:1ff:ffff::1", "reserved"],
  ["2001:200::1", "public"],
  ["2001:db8::1", "documentation"],
  ["2001:db9::1", "public"],
  ["2002:808:808::1", "6to4"],
  ["2606:4700:4700::1111", "public"],
  ["3fff:fff::1", "documentation"],
  ["3fff:1000::1", "public"],
  ["5f00::1", "reserved"],
  ["fc00::1", "unique-local"],
  ["fdff::1", "unique-local"],
  ["fe80::1%eth0", "link-local"],
  ["fec0::1", "private"],
  ["ff02::1", "multicast"],
];

test.each(KINDS)("%s is %s", (text, kind) => {
  const address = parseAddress(text);
  expect(address && addressKind(address)).toBe(kind);
});

describe("with tables that have a row for every address there is", () => {
  const everything = createAddressLookup({
    asn: {
      v4: { first: Uint32Array.of(0), last: Uint32Array.of(0xffffffff), value: Uint32Array.of(0) },
      v6: { first: new Uint32Array(4), last: new Uint32Array(4).fill(0xffffffff), value: Uint32Array.of(0) },
      asn: Uint32Array.of(64500),
      nameStart: Uint32Array.of(0, 1),
      names: Uint8Array.of(65),
    },
    country: () => "AU",
  });

  test.each(KINDS)("%s (%s) has an owner and a country only when public", (text, kind) => {
    const context = everything(text);
    expect(context.kind).toBe(kind);
    if (kind === "public") expect(context).toMatchObject({ asn: 64500, organization: "A", country: "AU" });
    else expect(Object.keys(context)).toEqual(["address", "kind"]);
  });

  test("no address of any other kind is ever given one", () => {
    const v4 = fc.nat(0xffffffff).map((value) => formatAddress({ family: 4, value }));
    const v6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((value) => formatAddress({ family: 6, value }));
    fc.assert(
      fc.property(fc.oneof(v4, v6), (text) => {
        const context = everything(text);
        expect("asn" in context || "country" in context).toBe(context.kind === "public");
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(["", "-", "example.org", "999.1.1.1", "10.0.0.0/8", "1.2.3"])("%j is no address and says so", (text) => {
    expect(everything(text)).toEqual({ address: text, kind: "invalid" });
  });

  test.each(["ZZ", "EU", "XX", "", "AUS", "a1"])("the code %j names no country", (code) => {
    expect(createAddressLookup({ country: () => code })("8.8.8.8")).toEqual({ address: "8.8.8.8", kind: "public" });
  });
});
