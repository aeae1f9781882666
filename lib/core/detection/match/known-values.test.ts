import fc from "fast-check";
import { expect, test } from "vitest";
import type { Row } from "../../event/event.ts";
import { fieldRef } from "../../event/field.ts";
import type { Expr } from "../ir/expr.ts";
import { evaluate } from "./evaluate.ts";
import { KnownValues } from "./known-values.ts";
import { ScanIndex } from "./scan-index.ts";

const IMAGE = fieldRef("sigma", "Image");

/** A row that says where its text stands, as records left as bytes do. */
function located(text: string): Row {
  const bytes = Buffer.from(JSON.stringify(text));
  return {
    get: (field) => (field === IMAGE ? text : undefined),
    texts: () => [text],
    locate: (field, into) => {
      if (field !== IMAGE) return false;
      into.bytes = bytes;
      into.start = 1;
      into.end = bytes.length - 1;
      return true;
    },
  };
}

const text = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom("C:\\Windows\\cmd.exe", "c:\\windows\\CMD.EXE", "é\\cmd.exe", "C:\\Windows\\System32\\a\\very\\long\\path\\to\\cmd.exe"),
  fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 0, max: 60 })).map(([letter, times]) => `C:\\${letter.repeat(times)}\\cmd.exe`),
);

test("what is known is the value that was asked for, and what comes again is known", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const values = new KnownValues();
      for (const item of texts) {
        const bytes = Buffer.from(`<${item}>`);
        const end = bytes.length - 1;
        const found = [1, 2, 3].map(() => values.find(bytes, 1, end));
        for (const known of found) if (known) expect(Buffer.from(known.bytes).toString()).toBe(item);
        expect(found[1]).toBeDefined();
        expect(found[2]).toBe(found[1]);
      }
    }),
    { numRuns: 200 },
  );
});

test("values are given up for others, never mistaken for them, and their room is bounded", () => {
  const values = new KnownValues();
  for (let i = 0; i < 3_000; i++) {
    const bytes = Buffer.from(`${i}`.padStart(4_000, "x"));
    values.find(bytes, 0, bytes.length);
    const known = values.find(bytes, 0, bytes.length);
    expect(bytes.equals(known?.bytes ?? new Uint8Array(0))).toBe(true);
    bytes.fill(0);
    expect(known?.bytes.at(-1)).not.toBe(0);
  }
  expect(values.find(Buffer.alloc(9_000), 0, 9_000)).toBeUndefined();
  expect(values.find(Buffer.alloc(9_000), 0, 9_000)).toBeUndefined();
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
