import fc from "fast-check";
import { expect, test } from "vitest";
import { LOCATED, type RawBytes } from "../../decode/located.ts";
import type { Row } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";
import type { Expr } from "../ir/expr.ts";
import { evaluate } from "./evaluate.ts";
import { type KnownValue, KnownValues } from "./known-values.ts";
import { ScanIndex } from "./scan-index.ts";

const IMAGE = fieldRef("sigma", "Image");

/** A row that says where its text stands, as records left as bytes do. */
function located(text: string): Row {
  return {
    get: (field) => (field === IMAGE ? text : undefined),
    texts: () => [text],
    locate: (field, into) => {
      if (field !== IMAGE) return LOCATED.absent;
      if (!/^[ -~]*$/.test(text)) return LOCATED.elsewhere;
      Object.assign(into, placeOf(JSON.stringify(text)));
      return text.includes("\\") || text.includes('"') ? LOCATED.escaped : LOCATED.text;
    },
  };
}

/** A text in the middle of others, without what is around it. */
function placeOf(text: string): RawBytes {
  const bytes = Buffer.from(text);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), start: 1, end: bytes.length - 1 };
}

const text = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom("C:\\Windows\\cmd.exe", "c:\\windows\\CMD.EXE", "é\\cmd.exe", "C:\\Windows\\System32\\a\\very\\long\\path\\to\\cmd.exe"),
  fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 0, max: 60 })).map(([letter, times]) => `C:\\${letter.repeat(times)}\\cmd.exe`),
);

test("what is known is the value that was asked for, and what comes again is known", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 100 }), (texts) => {
      const values = new KnownValues();
      const meant = new Map<KnownValue, string>();
      for (const item of texts) {
        const found = [1, 2, 3].map(() => values.find(placeOf(`<${item}>`)));
        for (const known of found) {
          if (!known) continue;
          expect(meant.get(known) ?? item).toBe(item);
          meant.set(known, item);
        }
        expect(found[1]).toBeDefined();
        expect(found[2]).toBe(found[1]);
      }
    }),
    { numRuns: 200 },
  );
});

test("values are given up for others, never mistaken for them, and what is too long is not kept", () => {
  const values = new KnownValues();
  const meant = new Map<KnownValue, number>();
  let missed = 0;
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3_000; i++) {
      const place = placeOf(`<${`${i}`.padStart(1_000, "x")}>`);
      const [, known, again] = [values.find(place), values.find(place), values.find(place)];
      if (!known || again !== known) missed++;
      if (!known) continue;
      expect(meant.get(known) ?? i).toBe(i);
      meant.set(known, i);
      place.bytes.fill(0);
    }
  }
  // All are forgotten now and then, and some of these between two questions.
  expect(missed).toBeLessThan(20);
  const long = placeOf("x".repeat(9_000));
  expect([values.find(long), values.find(long)]).toEqual([undefined, undefined]);
});

test("a field with more values than there are places gets more of them", () => {
  const values = new KnownValues();
  const places = Array.from({ length: 1_000 }, (_, at) => placeOf(`<C:\\Program Files\\${at}.exe>`));
  // Some come far more often than others, as programs do: the 512 most frequent are 72 of 100 rows.
  const rare = (row: number) => ((row * 0.618033988749895) % 1) ** 2;
  let known = 0;
  for (let row = 0; row < 40_000; row++) {
    const place = places[Math.floor(1_000 * rare(row))];
    if (place && values.find(place) && row >= 20_000) known++;
  }
  expect(known).toBeGreaterThan(0.9 * 20_000);
});

test("a field whose values never come again is passed over most of the time, and tried again", () => {
  const values = new KnownValues();
  for (let i = 0; i < 5_000; i++) values.find(placeOf(`<${i}>`));
  const again = placeOf("<again>");
  expect([values.find(again), values.find(again)]).toEqual([undefined, undefined]);
  let asked = 0;
  while (values.find(again) === undefined && asked < 100_000) asked++;
  expect(asked).toBeLessThan(10_000);
});

const needle = fc.constantFrom("cmd", "cmd.exe", "\\cmd.exe", "C:\\Windows", "a", "aaaa", "é", "bbbbbbbbbb", "");
const tested: fc.Arbitrary<Expr> = fc
  .tuple(fc.constantFrom("contains", "prefix", "suffix", "equals"), needle, fc.boolean())
  .map(([op, value, fold]) => ({
    kind: "test",
    subject: { from: "field", field: IMAGE },
    test: op === "equals" ? { op, value, fold } : { op, needle: value, fold },
  }));
const predicate: fc.Arbitrary<Expr> = fc.oneof(
  tested,
  fc.array(tested, { minLength: 1, maxLength: 9 }).map((args): Expr => ({ kind: "or", args })),
  fc.tuple(tested, tested).map(([a, b]): Expr => ({ kind: "and", args: [a, { kind: "not", arg: { kind: "known", arg: b } }] })),
);

test("an index that knows a value again answers as one that looks at it", () => {
  fc.assert(
    fc.property(
      fc.array(predicate, { minLength: 1, maxLength: 12 }),
      fc.array(text, { minLength: 1, maxLength: 12 }),
      (predicates, texts) => {
        const index = new ScanIndex(predicates);
        for (let round = 0; round < 12; round++) {
          for (const item of texts) {
            const row = located(item);
            const expected = predicates.flatMap((where, at) => (evaluate(where, row) === true ? [at] : []));
            expect(index.match(row)).toEqual(expected);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});
