import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalAddress, formatAddress, inRange, parseAddress, parseCidr } from "./address.ts";

describe("canonicalAddress", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["::1", "::1"],
    ["::", "::"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["fe80::1%eth0", "fe80::1"],
    ["FE80:0:0:0:abcd:0:0:1", "fe80::abcd:0:0:1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["a00:20f:0:0:18a2:6e00:e0:ffff", "a00:20f::18a2:6e00:e0:ffff"],
  ])("%s is written %s", (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  test.each([
    "",
    "-",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4 ",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "g::",
    "::1.2.3",
    "::1.2.3.4:5",
    "1.2.3.4%eth0",
    "host.example",
    "1:2:3:4:5:6:7:8::",
  ])("%j is no address", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("every IPv6 number survives being written and read", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        const text = formatAddress({ family: 6, value });
        const mapped = value >> 32n === 0xffffn;
        expect(parseAddress(text)).toEqual(mapped ? { family: 4, value: Number(value & 0xffffffffn) } : { family: 6, value });
      }),
    );
  });

  test("reading never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        const address = parseAddress(text);
        if (address) expect(parseAddress(formatAddress(address))).toEqual(address);
        parseCidr(text);
        parseCidr(`${text}/7`);
      }),
    );
  });
});

describe("parseCidr", () => {
  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.1.2.3/8", "10.200.0.1", true],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.8", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "203.0.113.9", false],
    ["::ffff:0:0/96", "203.0.113.9", true],
    ["::ffff:10.0.0.0/104", "10.9.9.9", true],
    ["::ffff:10.0.0.0/104", "11.9.9.9", false],
    ["fe80::/10", "febf::1", true],
    ["fe80::/10", "fec0::1", false],
    ["::1/128", "0:0:0:0:0:0:0:1", true],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
  ])("%s holds %s: %s", (cidr, text, expected) => {
    const range = parseCidr(cidr);
    const address = parseAddress(text);
    if (typeof range === "string" || !address) throw new Error("unreadable example");
    expect(inRange(address, range)).toBe(expected);
  });

  test.each([
    ["10.0.0.0/33", "bad-prefix"],
    ["::/129", "bad-prefix"],
    ["::ffff:10.0.0.0/95", "bad-prefix"],
    ["10.0.0.0/", "bad-prefix"],
    ["10.0.0.0/x", "bad-prefix"],
    ["10.0.0/8", "bad-address"],
    ["/8", "bad-address"],
  ])("%s is refused: %s", (text, error) => {
    expect(parseCidr(text)).toBe(error);
  });

  test("strict reading refuses host bits", () => {
    expect(parseCidr("10.0.0.1/8", { strict: true })).toBe("host-bits-set");
    expect(parseCidr("fe80::1/10", { strict: true })).toBe("host-bits-set");
    expect(parseCidr("10.0.0.0/8", { strict: true })).toEqual({ family: 4, first: 0x0a000000, last: 0x0affffff });
  });
});
