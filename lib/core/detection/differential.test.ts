import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCidr } from "../event/address.ts";
import type { Row } from "../event/event.ts";
import { type FieldRef, fieldRef } from "../event/field.ts";
import type { FieldValue } from "../event/value.ts";
import type { Expr } from "./ir/expr.ts";
import { checkRegex } from "./ir/regex.ts";
import { simplify } from "./ir/simplify.ts";
import type { Test } from "./ir/test.ts";
import { evaluate } from "./match/evaluate.ts";
import { ScanIndex } from "./match/scan-index.ts";

const texts = ["", "a", "ab", "cmd.exe", "C:\\CMD.EXE", "ΑΣ", "x cmd y", "10.0.0.1", "443", "0x1BB", "İ", "b*c", "2026-03-09 09:00:00"];
const fields: readonly FieldRef[] = [
  fieldRef("sigma", "Image"),
  fieldRef("sigma", "CommandLine"),
  fieldRef("sigma", "EventID"),
  fieldRef("sigma", "Channel"),
  fieldRef("ecs", "callout.class"),
  fieldRef("ecs", "callout.source"),
];

function regexTest(pattern: string): Test {
  const regex = checkRegex(pattern, pattern, { ignoreCase: false, multiLine: false, dotAll: false });
  if ("code" in regex) throw new Error(regex.message);
  return { op: "regex", regex };
}

function cidrTest(text: string): Test {
  const block = parseCidr(text);
  if (typeof block === "string") throw new Error(block);
  return { op: "cidr", block, text };
}

const text = fc.constantFrom(...texts);
const fold = fc.boolean();
const leafTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({ op: fc.constant("equals" as const), value: fc.oneof<fc.Arbitrary<string | number>[]>(text, fc.constantFrom(443, 1)), fold }),
  fc.record({
    op: fc.constantFrom("contains" as const, "prefix" as const, "suffix" as const),
    needle: fc.oneof(text, fc.constantFrom("md", ".exe", "\\cmd")),
    fold,
  }),
  fc.record({
    op: fc.constant("like" as const),
    pattern: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constantFrom("many" as const, "one" as const) }),
        fc.record({ kind: fc.constant("text" as const), text: fc.constantFrom("cmd", ".e", "a") }),
      ),
      { maxLength: 4 },
    ),
    fold,
  }),
  fc.constantFrom(
    regexTest("c.d"),
    regexTest("(?i)CMD|ab"),
    regexTest("^a*$"),
    cidrTest("10.0.0.0/8"),
    { op: "present" as const },
    { op: "part" as const, part: "hour" as const, compare: ">=" as const, bound: 3 },
  ),
  fc.record({ op: fc.constant("range" as const), compare: fc.constantFrom("<" as const, ">=" as const), bound: fc.constantFrom(1, 443) }),
);
const field = fc.constantFrom(...fields);
const leaf: fc.Arbitrary<Expr> = fc.oneof(
  fc.record({ kind: fc.constant("test" as const), subject: field.map((ref) => ({ from: "field" as const, field: ref })), test: leafTest }),
  fc.record({ kind: fc.constant("test" as const), subject: fc.constant({ from: "anywhere" as const }), test: leafTest }),
  fc.record({
    kind: fc.constant("compare" as const),
    left: field,
    right: field,
    compare: fc.constantFrom("equals" as const, "contains" as const, "suffix" as const),
    fold,
  }),
);
const { expr } = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4, depthIdentifier: "expr" },
    leaf,
    leaf.map((arg): Expr => ({ kind: "known", arg })),
    fc.record({ kind: fc.constantFrom("and" as const, "or" as const), args: fc.array(tie("expr"), { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constantFrom("not" as const, "known" as const), arg: tie("expr") }),
  ),
}));
const scalar = fc.oneof(text, fc.constantFrom(443, 1, true), fc.constant(null));
const value: fc.Arbitrary<FieldValue> = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const row: fc.Arbitrary<Row> = fc
  .tuple(
    fc.array(fc.option(value, { nil: undefined }), { minLength: fields.length, maxLength: fields.length }),
    fc.array(text, { maxLength: 3 }),
  )
  .map(([values, all]) => {
    const byIndex = new Map(fields.map((ref, at) => [ref.index, values[at]]));
    return { get: (ref: FieldRef) => byIndex.get(ref.index), texts: () => all };
  });

function holding(predicates: readonly Expr[], item: Row): readonly number[] {
  return predicates.flatMap((predicate, at) => (evaluate(predicate, item) === true ? [at] : []));
}

test("the index finds exactly what asking every predicate of every row finds", () => {
  fc.assert(
    fc.property(fc.array(expr, { minLength: 1, maxLength: 12 }), fc.array(row, { minLength: 1, maxLength: 8 }), (predicates, rows) => {
      const index = new ScanIndex(predicates.map(simplify));
      for (const item of [...rows, ...rows]) expect(index.match(item)).toEqual(holding(predicates, item));
    }),
    { numRuns: 3_000 },
  );
});

test("and still does once it has chosen its clues by what it saw, and in an index that follows another", () => {
  fc.assert(
    fc.property(fc.array(expr, { minLength: 2, maxLength: 12 }), fc.array(row, { minLength: 1, maxLength: 4 }), (written, rows) => {
      const predicates = written.map(simplify);
      let now = 0;
      const index = new ScanIndex(predicates, { clock: () => now++ });
      for (let round = 0; round < 150; round++) for (const item of rows) index.match(item);
      const changed = [...predicates.slice(1), ...predicates.slice(0, 1).map((arg): Expr => ({ kind: "not", arg }))];
      const later = new ScanIndex(changed, { previous: index });
      for (const item of rows) {
        expect(index.match(item)).toEqual(holding(predicates, item));
        expect(later.match(item)).toEqual(holding(changed, item));
        expect(new ScanIndex(predicates, { previous: later }).match(item)).toEqual(holding(predicates, item));
      }
    }),
    { numRuns: 300 },
  );
});
