import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldRef } from "../../event/field.ts";
import { evaluate } from "../match/evaluate.ts";
import { type Expr, FALSE, TRUE } from "./expr.ts";
import { printExpr } from "./print.ts";
import { simplify } from "./simplify.ts";

const leaf = (name: string): Expr => ({
  kind: "test",
  subject: { from: "field", field: fieldRef("sigma", name) },
  test: { op: "equals", value: "1", fold: true },
});
const known = (arg: Expr): Expr => ({ kind: "known", arg });
const [a, b] = [leaf("a"), leaf("b")];

describe("simplify", () => {
  const table: readonly (readonly [string, Expr, Expr])[] = [
    ["and with false is false", { kind: "and", args: [a, FALSE] }, FALSE],
    ["or with true is true", { kind: "or", args: [a, TRUE] }, TRUE],
    ["true vanishes from and", { kind: "and", args: [TRUE, a] }, a],
    ["nested ands are one", { kind: "and", args: [a, { kind: "and", args: [b, a] }] }, { kind: "and", args: [a, b] }],
    ["two nots cancel", { kind: "not", arg: { kind: "not", arg: a } }, a],
    ["known is lifted", { kind: "or", args: [known(a), known(b)] }, known({ kind: "or", args: [a, b] })],
    ["known of unknown is false", known({ kind: "literal", truth: undefined }), FALSE],
    ["and of nothing is true", { kind: "and", args: [] }, TRUE],
  ];
  test.each(table)("%s", (_, before, after) => {
    expect(simplify(before)).toEqual(after);
  });

  test("never changes what a predicate is, whichever fields are absent", () => {
    const { expr } = fc.letrec<{ expr: Expr }>((tie) => ({
      expr: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<Expr>(leaf("a"), leaf("b"), leaf("c"), TRUE, FALSE, { kind: "literal", truth: undefined }),
        fc.record({ kind: fc.constantFrom("and" as const, "or" as const), args: fc.array(tie("expr"), { maxLength: 4 }) }),
        fc.record({ kind: fc.constantFrom("not" as const, "known" as const), arg: tie("expr") }),
      ),
    }));
    const row = fc.record({
      a: fc.constantFrom("1", "0", undefined),
      b: fc.constantFrom("1", "0", undefined),
      c: fc.constantFrom("1", "0", undefined),
    });
    fc.assert(
      fc.property(expr, row, (before, values) => {
        const asRow = { get: ({ name }: { name: string }) => values[name as "a"], texts: () => [] };
        expect(evaluate(simplify(before), asRow)).toBe(evaluate(before, asRow));
      }),
      { numRuns: 3_000 },
    );
  });
});

test("a predicate prints as indented text", () => {
  const expr = simplify({ kind: "and", args: [known(a), known({ kind: "or", args: [a, b] }), { kind: "not", arg: known(b) }] });
  expect(printExpr(expr)).toBe(
    [
      "and",
      "  known",
      "    and",
      '      sigma:a equals~ "1"',
      "      or",
      '        sigma:a equals~ "1"',
      '        sigma:b equals~ "1"',
      "  not",
      "    known",
      '      sigma:b equals~ "1"',
      "",
    ].join("\n"),
  );
});
