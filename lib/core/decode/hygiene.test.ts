import { describe, expect, test } from "vitest";
import { collect } from "./testing/collect.ts";

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const GOOD = '{"good":1}';
const lone = "\ufffd";

describe.each([
  ["one a line", (record: string) => `${GOOD}\n${record}\n${GOOD}\n`],
  ["a list", (record: string) => `[${GOOD},${record},${GOOD}]`],
])("%s:", (layout, file) => {
  test.each<[string, string, unknown]>([
    [
      "integers beyond 2^53 keep their digits",
      '{"k":9223372036854775808,"n":[-9007199254740993],"s":9007199254740991}',
      { k: "9223372036854775808", n: ["-9007199254740993"], s: 9007199254740991 },
    ],
    [
      "digits in strings and fractions stay",
      '{"a":"x, 12345678901234567890","b":"\\":12345678901234567890,","c":0.12345678901234567890,"d":1e300}',
      { a: "x, 12345678901234567890", b: '":12345678901234567890,', c: Number("0.12345678901234567890"), d: 1e300 },
    ],
    ["NUL is taken out", '{"a\\u0000b":"c\\u0000","d":["\\u0000e"]}', { ab: "c", d: ["e"] }],
    ["an escaped backslash before u0000 is text", '{"a":"\\\\u0000"}', { a: "\\u0000" }],
    [
      "lone surrogates are replaced, pairs kept",
      '{"a":"\\ud83d\\ude00","b":"\\ud83d","c":"\\ude00x"}',
      { a: "😀", b: lone, c: `${lone}x` },
    ],
    ["of doubled keys the last wins", '{"a":1,"a":2}', { a: 2 }],
    ["an Elasticsearch hit gives its document", '{"_index":"i","_id":"1","_source":{"a":1}}', { a: 1 }],
    ["a raw NUL byte is taken out", '{"a":"x\0y"}', { a: "xy" }],
  ])("%s", async (_, record, body) => {
    const { bodies, codes } = await collect(file(record));
    expect(codes).toEqual([]);
    expect(bodies).toEqual([{ good: 1 }, body, { good: 1 }]);
  });

  test("a key __proto__ is a member and changes no prototype", async () => {
    const { bodies } = await collect(file('{"__proto__":{"polluted":"\\u0000"},"b":2}'));
    const body = bodies[1] ?? {};
    expect(Object.keys(body)).toEqual(["__proto__", "b"]);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });

  test.each<[string, string, string, RegExp]>([
    ["32 levels are the limit", nested(33), "too-deep", /32 levels \(limit jsonDepth\)/],
    ["10,000 levels", nested(10_000), "too-deep", /jsonDepth/],
    [
      "brackets in strings do not count, lists do",
      `{"a":"${"[".repeat(40)}","b":${"[".repeat(40)}${"]".repeat(40)}}`,
      "too-deep",
      /jsonDepth/,
    ],
    ["too many fields", `{${Array.from({ length: 4_001 }, (_, i) => `"f${i}":0`).join(",")}}`, "too-many-fields", /4000 fields/],
    ["too large", `{"a":"${"x".repeat(2 * 1024 * 1024)}"}`, "record-too-large", /2097152 bytes \(limit recordBytes\)/],
    ["a list is no object", "[1,2]", "not-an-object", /a list/],
    ["a number is no object", "17", "not-an-object", /a number/],
    ["a missing value", '{"a":}', "not-json", /not JSON/],
    ["a missing quote", '{"a":"x, "b":1}', "not-json", /not JSON/],
  ])("%s: costs that record alone", async (_, record, code, detail) => {
    const { bodies, faults } = await collect(file(record));
    expect(bodies).toEqual([{ good: 1 }, { good: 1 }]);
    expect(faults.map((fault) => [fault.code, fault.position.record])).toEqual([[code, 2]]);
    expect(faults[0]?.detail).toMatch(detail);
    expect(faults[0]?.excerpt?.length).toBeLessThanOrEqual(200);
    expect(record.startsWith((faults[0]?.excerpt ?? "?").slice(0, 150))).toBe(true);
  });

  test("depth and fields up to the limit are fine", async () => {
    const wide = `{${Array.from({ length: 4_000 }, (_, i) => `"f${i}":0`).join(",")}}`;
    expect(await collect(file(nested(32)))).toMatchObject({ codes: [], records: { length: 3 } });
    expect(await collect(file(wide))).toMatchObject({ codes: [], records: { length: 3 } });
  });

  test("invalid UTF-8 is replaced, the record kept and flagged", async () => {
    const [before = "", after = ""] = file('{"a":"|"}').split("|");
    const { items, bodies, codes } = await collect(
      Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from(after)]),
    );
    expect(codes).toEqual(["invalid-utf8"]);
    expect(bodies[1]).toEqual({ a: `${lone}(${lone}` });
    expect(items.map((item) => item.position.record)).toEqual([1, 2, 2, 3]);
    expect((await collect(file(`{"a":"${lone}"}`))).codes).toEqual([]);
  });

  test.runIf(layout === "a list")("a broken element costs itself whatever is wrong with it", async () => {
    const broken = ['{"good":{"x":1}', '{"good":1}}', '{"good":[1,2}', "{good:1}", '{"good":"a\nb"}', '{"good":"\\"}', "{{}}", "oops"];
    for (const record of broken) {
      const { bodies, faults } = await collect(file(record));
      expect([record, bodies.at(0), bodies.at(-1)]).toEqual([record, { good: 1 }, { good: 1 }]);
      expect(faults.length).toBeGreaterThan(0);
    }
  });
});

test("positions name the line, or the element, and the byte offset", async () => {
  const lines = await collect(`\n${GOOD}\r\n\nx\n${GOOD}`);
  expect(lines.items.map((item) => [item.position.record, item.position.offset])).toEqual([
    [2, 1],
    [4, 14],
    [5, 16],
  ]);
  const list = await collect(`[ ${GOOD},\n 7, ${GOOD}]`);
  expect(list.items.map((item) => [item.position.record, item.position.offset])).toEqual([
    [1, 2],
    [2, 15],
    [3, 18],
  ]);
  const envelope = await collect(
    `{"took":1,"hits":{"total":{"value":2},"hits":[{"_id":"1","_source":{"a":1}},{"_id":"2","_source":{"a":2}}]}}`,
  );
  expect(envelope.bodies).toEqual([{ a: 1 }, { a: 2 }]);
  expect(envelope.records.map((record) => record.position.record)).toEqual([1, 2]);
});
