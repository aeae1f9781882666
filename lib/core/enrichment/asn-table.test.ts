import { describe, expect, test } from "vitest";
import { parseAddress } from "../event/address.ts";
import { decodeAsnTable, encodeAsnTable } from "./asn-binary.ts";
import { readAsnCsv4, readAsnCsv6 } from "./asn-csv.ts";
import { type AsnOwner, type AsnTable, buildAsnTable, findOwner } from "./asn-table.ts";
import { cachedLookup } from "./cached.ts";

const V4 = '16777216,16777471,13335,"Cloudflare, Inc."\n134744064,134744319,15169,Google LLC\n3221225472,3221225727,0,Nobody\n';
const V6 = "50543257672059871404715951523469721600,50543257751288033918980289117013671935,13335,Caf\u00e9 - Caf\u00e9\n";

function owner(table: AsnTable, text: string): AsnOwner | undefined {
  const address = parseAddress(text);
  return address && findOwner(table, address);
}

describe("readAsnCsv", () => {
  test.each([
    ['1,2,3,"a ""b"", c"', 'a "b", c'],
    ["1,2,3,a\u00a0b\u00ad", "a b"],
    ["1,2,3,X - X", "X"],
    ["1,2,3,X - Y", "X - Y"],
    ["1,2,3,a, b", "a, b"],
    ["1,2,3,", ""],
    ["1,2,3,a\r", "a"],
  ])("the organisation of %j is %j", (line, organization) => {
    expect([...readAsnCsv4(line, () => undefined)]).toEqual([{ first: 1, last: 2, asn: 3, organization }]);
  });

  test.each(["x", "1,2,3", "1,2", "2,1,3,a", "-1,2,3,a", "1,4294967296,3,a", "1,2,4294967296,a", "1,2,AS3,a", ",,,", "1.5,2,3,a"])(
    "the line %j costs only itself",
    (line) => {
      const bad: number[] = [];
      const rows = [...readAsnCsv4(`1,2,3,a\n${line}\n\n7,8,9,b`, (at) => bad.push(at))];
      expect(rows.map((row) => row.asn)).toEqual([3, 9]);
      expect(bad).toEqual([2]);
    },
  );

  test("an address beyond 128 bits is no address", () => {
    const bad: number[] = [];
    expect([...readAsnCsv6(`0,${1n << 128n},3,a`, (at) => bad.push(at))]).toEqual([]);
    expect(bad).toEqual([1]);
  });
});

describe("the packed table", () => {
  const { table, badLines } = buildAsnTable({ v4: V4, v6: V6 });
  const packed = encodeAsnTable(table);

  test.each<[string, AsnOwner | undefined]>([
    ["1.0.0.0", { asn: 13335, organization: "Cloudflare, Inc." }],
    ["1.0.0.255", { asn: 13335, organization: "Cloudflare, Inc." }],
    ["1.0.1.0", undefined],
    ["8.8.8.8", { asn: 15169, organization: "Google LLC" }],
    ["192.0.0.1", undefined],
    ["2606:4700::1", { asn: 13335, organization: "Caf\u00e9" }],
    ["2606:4701::", undefined],
  ])("finds the owner of %s, packed or not", (address, expected) => {
    const unpacked = decodeAsnTable(packed);
    expect(badLines).toBe(0);
    expect(owner(table, address)).toEqual(expected);
    expect(unpacked && owner(unpacked, address)).toEqual(expected);
  });

  test("is read from bytes that start anywhere", () => {
    const shifted = new Uint8Array(packed.length + 1);
    shifted.set(packed, 1);
    expect(decodeAsnTable(shifted.subarray(1))).toEqual(decodeAsnTable(packed));
  });

  test("is refused when any bit is flipped or any byte is missing", () => {
    for (let at = 0; at < packed.length; at++) {
      const damaged = packed.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      // The two spare words of the header are hashed too.
      expect(decodeAsnTable(damaged)).toBeUndefined();
      expect(decodeAsnTable(packed.subarray(0, at))).toBeUndefined();
    }
  });
});

test("the cache asks once for what is asked often, and forgets what is not", () => {
  const asked: string[] = [];
  const lookup = cachedLookup((address) => {
    asked.push(address);
    return { address, kind: "public" };
  }, 2);
  for (const address of ["a", "a", "b", "a", "c", "a", "d", "a", "b"]) expect(lookup(address).address).toBe(address);
  expect(asked.filter((address) => address === "a")).toHaveLength(1);
  expect(asked.filter((address) => address === "b")).toHaveLength(2);
});
