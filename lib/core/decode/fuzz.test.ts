import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { tar, tarMember, zip } from "./testing/archives.ts";
import { collect, slowSource } from "./testing/collect.ts";

const events = Array.from({ length: 40 }, (_, n) => ({ n, image: `C:\\a\\${n}.exe`, list: [{ k: 'v,"x"' }], text: "ü\r\n" }));
const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
const csv = `n,image,text\r\n${events.map(({ n, image, text }) => `${n},"${image}","${text}, ""q"""\r\n`).join("")}`;

const valid = new Map<string, Buffer>([
  ["ndjson", Buffer.from(lines)],
  ["list", Buffer.from(JSON.stringify(events))],
  ["pretty list", Buffer.from(JSON.stringify(events, null, 2))],
  ["concatenated", Buffer.from(events.map((event) => JSON.stringify(event, null, 1)).join("\n"))],
  ["envelope", Buffer.from(JSON.stringify({ took: 1, value: events, end: {} }))],
  ["csv", Buffer.from(csv)],
  ["utf-16", Buffer.from(`\ufeff${lines}`, "utf16le")],
  ["gzip", gzipSync(lines)],
  ["tar", tar(tarMember("a.json", lines), tarMember("b.csv", csv))],
]);

beforeAll(async () => {
  valid.set("zip", await zip({ "a.json": lines, "b.csv": csv }));
  valid.set("stored zip", await zip({ "a.json": lines, "b.csv": csv }, true));
});

const mutation = fc.record({
  kind: fc.constantFrom("flip", "cut", "insert", "remove"),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
});

function mutate(bytes: Buffer, { kind, at, bytes: extra }: { kind: string; at: number; bytes: Uint8Array }): { bytes: Buffer; at: number } {
  const place = Math.floor(at * bytes.length);
  const [before, behind] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (kind === "cut") return { bytes: before, at: place };
  if (kind === "insert") return { bytes: Buffer.concat([before, extra, behind]), at: place };
  if (kind === "remove") return { bytes: Buffer.concat([before, behind.subarray(extra.length)]), at: place };
  return { bytes: Buffer.concat([before, extra, behind.subarray(extra.length)]), at: place };
}

test("random bytes never throw and never hang", () =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 600 }),
      fc.constantFrom("", "\x1f\x8b\x08", "PK\x03\x04", "ElfFile\0", "{", "[{", "a,b\n"),
      async (bytes, magic) => {
        const { items } = await collect(Buffer.concat([Buffer.from(magic, "latin1"), bytes]));
        expect(items.length).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 500 },
  ));

describe.each([...valid.keys(), "zip", "stored zip"])("%s", (name) => {
  test("mutated anywhere: no throw, damage is reported, pieces do not matter", () =>
    fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 300 }), async (mutations, piece) => {
        let bytes = valid.get(name) ?? Buffer.alloc(0);
        for (const each of mutations) bytes = mutate(bytes, each).bytes;
        const whole = await collect(bytes);
        expect(bytes.length > 0 || whole.codes[0] === "empty-file").toBe(true);
        const pieced = await collect(slowSource(bytes, piece));
        expect(pieced.items.map((item) => [item.position, "body" in item ? item.body : item.code])).toEqual(
          whole.items.map((item) => [item.position, "body" in item ? item.body : item.code]),
        );
      }),
      { numRuns: 60 },
    ));
});

describe.each(["ndjson", "list", "pretty list", "concatenated", "envelope", "csv"])("%s", (name) => {
  test("damaged in one place, records before it and most behind it are kept", () =>
    fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        const bytes = valid.get(name) ?? Buffer.alloc(0);
        // Damage in the first bytes may rightly make it another format.
        const { bytes: damaged, at } = mutate(bytes, { ...change, at: 0.15 + change.at * 0.85 });
        const { records, bodies } = await collect(damaged);
        const intact = (await collect(bytes)).records;
        const before = intact.filter((_, index) => (intact[index + 1]?.position.offset ?? bytes.length) <= at);
        expect(bodies.slice(0, before.length)).toEqual(before.map((record) => record.body));
        if (change.kind === "cut") return;
        const last = intact.at(-1);
        const reachedEnd = records.some((record) => JSON.stringify(record.body) === JSON.stringify(last?.body));
        expect(reachedEnd || at > bytes.length * 0.85).toBe(true);
        expect(records.length).toBeGreaterThanOrEqual(intact.length - 4);
      }),
      { numRuns: 150 },
    ));
});
