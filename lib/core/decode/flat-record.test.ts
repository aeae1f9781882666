import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue } from "../event/value.ts";
import { textsOf } from "../normalise/document.ts";
import { decodeBatches } from "./decode.ts";
import type { DecodedItem } from "./format/splitter.ts";
import { MEMBER_NAMES } from "./json/member-names.ts";
import { foldLocated, LOCATED, type RawBytes, type RawValues } from "./located.ts";
import type { RawRecord } from "./record.ts";
import { bufferSource } from "./source.ts";

async function read(bytes: Uint8Array, lazy: boolean): Promise<readonly DecodedItem[]> {
  const items: DecodedItem[] = [];
  for await (const batch of decodeBatches(bufferSource(bytes), { file: "f", lazy })) items.push(...batch);
  return items;
}

const isRecord = (item: DecodedItem | undefined): item is RawRecord => item !== undefined && "body" in item;

function expectSame(lazy: readonly DecodedItem[], eager: readonly DecodedItem[]): void {
  expect(lazy.length).toBe(eager.length);
  for (const [at, item] of lazy.entries()) {
    const other = eager[at];
    if (isRecord(item) && isRecord(other)) {
      expectMembers(item, other);
      expect({ position: item.position, shape: item.shape, body: item.body }).toEqual(other);
    } else expect(item).toEqual(other);
  }
}

/** Everything members say, against the parsed body. */
function expectMembers({ members }: RawRecord, { body }: RawRecord): void {
  if (!members) return;
  expect([...members.names()].sort()).toEqual(Object.keys(body).sort());
  const room = new Uint8Array(4_096);
  const raw: RawBytes = { bytes: room, view: new DataView(room.buffer), start: 0, end: 0 };
  for (const [name, value] of Object.entries(body)) {
    const number = MEMBER_NAMES.numberOf(name);
    expect(members.value(number)).toStrictEqual(value);
    expect(members.shared(number)).toStrictEqual(value);
    expect(members.has(number)).toBe(true);
    const located = members.locate(number, raw);
    expect(located === LOCATED.absent).toBe(value === null);
    if (located !== LOCATED.text && located !== LOCATED.escaped) continue;
    expect(
      Buffer.from(raw.view.buffer, raw.view.byteOffset + raw.start, raw.end - raw.start).equals(raw.bytes.subarray(raw.start, raw.end)),
    ).toBe(true);
    const end = foldLocated(located, raw, room, new DataView(room.buffer), 7);
    expect(Buffer.from(room.subarray(7, end)).toString("latin1")).toBe(String(value).toLowerCase());
  }
  for (const name of ["nobody", "__proto__", "constructor", ""]) {
    if (!Object.hasOwn(body, name)) expect(members.value(MEMBER_NAMES.numberOf(name))).toBeUndefined();
    if (!Object.hasOwn(body, name)) expect(members.locate(MEMBER_NAMES.numberOf(name), raw)).toBe(LOCATED.absent);
  }
  const values: RawValues = { ...raw, places: new Int32Array(0), first: 0, count: 0, step: 0 };
  if (!members.rawValues(values)) return;
  const written = Array.from({ length: values.count }, (_, at) => {
    const place = values.first + at * values.step;
    return Buffer.from(values.bytes.subarray(values.places[place], values.places[place + 1])).toString("utf8");
  });
  for (const value of textsOf(body)) expect(written).toContain(JSON.stringify(value).slice(1, -1));
}

const unit = fc.constantFrom(
  "a",
  "B",
  "\\",
  '"',
  "/",
  "\n",
  "\t",
  "\u0001",
  "\u0000",
  "é",
  "K",
  "日",
  "😀",
  "\ud800",
  "{",
  "[",
  ",",
  ":",
  " ",
);
const text = fc.oneof(
  fc.string({ unit, maxLength: 12 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom("C:\\Windows\\cmd.exe", "", "true"),
);
const name = fc.oneof(
  fc.constantFrom("EventID", "Image", "a", "b", "a b", "__proto__", "0", "é", "constructor"),
  fc.string({ maxLength: 5 }),
);
const number = fc.oneof(
  fc.constantFrom(
    "0",
    "-0",
    "-1",
    "4688",
    "00",
    "01",
    "1.5",
    "1e3",
    "1E+2",
    "-9223372036854775808",
    "9007199254740993",
    "1.0",
    "123456789012345",
    "1234567890123456",
    "1e999",
    "+1",
    ".5",
    "5.",
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const spelt = (value: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    JSON.stringify(value),
    JSON.stringify(value).replaceAll("a", "\\u0061"),
    JSON.stringify(value).replaceAll("/", "\\/"),
    // Raw control characters and broken escapes: no JSON.
    `"${value}"`,
  );
const literal = fc.oneof(
  { weight: 5, arbitrary: text.chain(spelt) },
  number,
  fc.constantFrom("true", "false", "null", "nul", "[1,2]", '{"x":1}', "[]", "tru e"),
);
const space = fc.constantFrom("", "", "", " ", "\t", "\r");
const member = fc.tuple(space, name.chain(spelt), space, literal, space).map(([a, key, b, value, c]) => `${a}${key}${b}:${a}${value}${c}`);
const line = fc
  .tuple(fc.array(member, { maxLength: 8 }), fc.constantFrom("}", "}", "}", "} ", "", "}}", ",}", "}\r"))
  .map(([members, end]) => `{${members.join(",")}${end}`.replaceAll("\n", " "));

test("records left as bytes say what parsed records say, whatever is in them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
      const bytes = Buffer.from(`{"first":1}\n${lines.join("\n")}\n`);
      expectSame(await read(bytes, true), await read(bytes, false));
    }),
    { numRuns: 3_000 },
  );
});

test("and when their bytes are damaged anywhere", async () => {
  const good = [
    '{"EventID":1,"Image":"C:\\\\a\\\\b.exe","n":-9223372036854775808,"t":true,"é":"ü"}',
    '{"EventID":2,"CommandLine":"a \\"b\\" \\u00e9"}',
  ];
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(255), fc.nat(), async (at, byte, cut) => {
      const bytes = Buffer.from(`{"first":1}\n${good.join("\n")}\n${good.join("\n")}`);
      bytes[12 + (at % (bytes.length - 12))] = byte;
      const part = bytes.subarray(0, bytes.length - (cut % 9));
      expectSame(await read(part, true), await read(part, false));
    }),
    { numRuns: 3_000 },
  );
});

test("a record that lies in two pieces of a file is like any other", async () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => JSON.stringify({ EventID: at, Image: `C:\\${"x".repeat(at % 700)}` }));
  const bytes = Buffer.from(lines.join("\n"));
  const lazy = await read(bytes, true);
  expectSame(lazy, await read(bytes, false));
  expect(lazy.filter((item) => isRecord(item) && item.members).length).toBeGreaterThan(1_990);
});

test("plain flat records are left as bytes; nested, doubled and doubtful ones are parsed", async () => {
  const isLazy = async (json: string): Promise<boolean> => {
    const item = (await read(Buffer.from(`{"first":1}\n${json}\n`), true))[1];
    return isRecord(item) && item.members !== undefined;
  };
  const values: readonly (readonly [string, boolean])[] = [
    ['{"a":"x","b":1,"c":null,"d":-9223372036854775808}', true],
    ['{ "a" : "é \\u00e9" }', true],
    ['{"a":{"b":1}}', false],
    ['{"a":1,"a":2}', false],
    ['{"a":"\\ud800"}', false],
    ['{"a":"\\u0000"}', false],
    ['{"\\u0061":1}', false],
  ];
  for (const [json, expected] of values) expect([json, await isLazy(json)]).toEqual([json, expected]);
});

test("more names than any sensor has cost only the short way", async () => {
  const lines = Array.from({ length: 6_000 }, (_, at) => JSON.stringify({ [`made up ${at}`]: at, EventID: 1 }));
  const bytes = Buffer.from(lines.join("\n"));
  const values = (items: readonly DecodedItem[]): readonly JsonValue[] => items.map((item) => (isRecord(item) ? item.body : null));
  expect(values(await read(bytes, true))).toEqual(values(await read(bytes, false)));
});
