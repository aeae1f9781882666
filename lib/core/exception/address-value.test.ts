import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, inRange } from "../event/address.ts";
import { formatRange, readAddressValue } from "./address-value.ts";

function read(value: string): string {
  const result = readAddressValue(value);
  return "range" in result ? formatRange(result.range) : result.problem.code;
}

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["10.0.0.1/32", "10.0.0.1"],
  ["10.0.0.0/24", "10.0.0.0/24"],
  ["10.0.0.0-10.0.0.255", "10.0.0.0/24"],
  ["10.0.0.1 - 10.0.0.9", "10.0.0.1-10.0.0.9"],
  ["10.0.0.5-10.0.0.5", "10.0.0.5"],
  ["0.0.0.0-127.255.255.255", "0.0.0.0/1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["::FFFF:0a00:0001", "10.0.0.1"],
  ["::ffff:10.0.0.0/120", "10.0.0.0/24"],
  ["::ffff:10.0.0.1-10.0.0.3", "10.0.0.1-10.0.0.3"],
  ["2001:DB8:0:0::0001", "2001:db8::1"],
  ["2001:db8::/32", "2001:db8::/32"],
  ["fe80::1%eth0", "fe80::1"],
  ["2001:db8::1-2001:db8::ff", "2001:db8::1-2001:db8::ff"],
  ["", "empty-value"],
  ["  ", "empty-value"],
  ["10.0.0.1/24", "host-bits-set"],
  ["2001:db8::1/32", "host-bits-set"],
  ["::ffff:10.0.0.1/120", "host-bits-set"],
  ["10.0.0.9-10.0.0.1", "range-order"],
  ["::2-::1", "range-order"],
  ["10.0.0.1-2001:db8::1", "mixed-families"],
  ["10.0.0.1-::ffff:10.0.0.2", "10.0.0.1-10.0.0.2"],
  ["0.0.0.0/0", "matches-everything"],
  ["::/0", "matches-everything"],
  ["0.0.0.0-255.255.255.255", "matches-everything"],
  ["10.0.0.0/33", "unreadable-prefix"],
  ["10.0.0.0/", "unreadable-prefix"],
  ["10.0.0.0/a", "unreadable-prefix"],
  ["10.0.0.0/255.255.255.0", "unreadable-prefix"],
  ["::ffff:10.0.0.0/24", "unreadable-prefix"],
  ["10.0.0", "unreadable-address"],
  ["10.0.0.256", "unreadable-address"],
  ["10.0.0.1 ", "unreadable-address"],
  ["10.0.0.01", "unreadable-address"],
  ["10.0.0.*", "unreadable-address"],
  ["example.org", "unreadable-address"],
  ["10.0.0.1-", "unreadable-address"],
  ["1-2-3", "unreadable-address"],
  ["1::2::3", "unreadable-address"],
  ["/24", "unreadable-address"],
])("%j reads as %s", (value, expected) => {
  expect(read(value)).toBe(expected);
});

test.each([
  ["10.0.0.1/24", "Write 10.0.0.0/24 for the whole block, or 10.0.0.1 for this address alone."],
  ["::ffff:10.0.0.1/120", "Write 10.0.0.0/24 for the whole block, or 10.0.0.1"],
  ["2001:DB8::1/32", "Write 2001:db8::/32 for the whole block, or 2001:db8::1"],
  ["10.0.0.9-10.0.0.1", "Write 10.0.0.1-10.0.0.9."],
  ["10.0.0.1 ", "Write 10.0.0.1."],
  ["10.1.*.*", "Write 10.1.0.0/16."],
  ["10.1.2.*", "Write 10.1.2.0/24."],
  ["300.1.2.*", "not with a star"],
  ["10.0.0.256", "256 is more than 255"],
  ["10.0.0", "3 numbers where an IPv4 address has four"],
  ["10.0.0.01", "octal"],
  ["10.0.0.1:443", "Write 10.0.0.1."],
  ["[2001:db8::1]", "leave out the brackets"],
  ["example.org", "looks like a name"],
  ["10.0.0.1\u201310.0.0.9", "a dash that is not a hyphen"],
  ["10.0.0.0/255.255.255.0", "not a mask"],
  ["10.0.0.0/33", "/0 to /32"],
  ["2001:db8::/129", "/0 to /128"],
  ["::ffff:10.0.0.0/24", "/96 to /128"],
  ["1::2::3", "more than one ::"],
  ["1:2:3:4:5:6:7", "7 groups"],
  ["1:2:3:4:5:6:7:89abc", "89abc has more than four digits"],
])("%j is refused with advice: %s", (value, advice) => {
  const result = readAddressValue(value);
  expect("problem" in result && result.problem.message).toContain(advice);
});

test("a refused value of any length gets a message of bounded length", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.:/-%f* "), maxLength: 5_000, size: "max" }), (value) => {
      const result = readAddressValue(value);
      if ("problem" in result) expect(result.problem.message.length).toBeLessThan(500);
    }),
  );
});

describe("ranges, blocks and addresses hold what node:net says they hold", () => {
  const near4 = fc.nat(600).map((n) => 0x0a00ff00 + n);
  const near6 = fc.nat(600).map((n) => (0x20010db8n << 96n) + 0xff00n + BigInt(n));
  test("IPv4", () => {
    fc.assert(
      fc.property(near4, near4, near4, fc.integer({ min: 20, max: 32 }), (a, b, probe, prefix) => {
        const text = (value: number): string => formatAddress({ family: 4, value });
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const network = Math.floor(a / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
        const range = new BlockList();
        range.addRange(text(first), text(last));
        const block = new BlockList();
        block.addSubnet(text(network), prefix);
        const holdsProbe = (value: string): boolean => {
          const result = readAddressValue(value);
          return "range" in result && inRange({ family: 4, value: probe }, result.range);
        };
        expect(holdsProbe(`${text(first)}-${text(last)}`)).toBe(range.check(text(probe)));
        expect(holdsProbe(`${text(network)}/${prefix}`)).toBe(block.check(text(probe)));
      }),
    );
  });
  test("IPv6", () => {
    fc.assert(
      fc.property(near6, near6, near6, fc.integer({ min: 116, max: 128 }), (a, b, probe, prefix) => {
        const text = (value: bigint): string => formatAddress({ family: 6, value });
        const [first, last] = a < b ? [a, b] : [b, a];
        const network = (a >> BigInt(128 - prefix)) << BigInt(128 - prefix);
        const range = new BlockList();
        range.addRange(text(first), text(last), "ipv6");
        const block = new BlockList();
        block.addSubnet(text(network), prefix, "ipv6");
        const holdsProbe = (value: string): boolean => {
          const result = readAddressValue(value);
          return "range" in result && inRange({ family: 6, value: probe }, result.range);
        };
        expect(holdsProbe(`${text(first)}-${text(last)}`)).toBe(range.check(text(probe), "ipv6"));
        expect(holdsProbe(`${text(network)}/${prefix}`)).toBe(block.check(text(probe), "ipv6"));
      }),
    );
  });
});
