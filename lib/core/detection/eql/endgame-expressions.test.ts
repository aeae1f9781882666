import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { FieldValue } from "../../event/value.ts";
import { computation } from "../functions/compute.ts";
import { ELASTICSEARCH } from "./dialect.ts";
import { compileEql } from "./eql.ts";
import { readEndgameExpressions } from "./testing/endgame.ts";

const folder = path.resolve(import.meta.dirname, "../../../../../shared/data/05-eql-endgame");

/** What an expression without fields comes to, by way of a pipe that computes it. */
function resultOf(expression: string, fold: boolean): FieldValue | undefined {
  const query = compileEql(`any where true | sort (${expression})`, { ...ELASTICSEARCH, name: "endgame", fold });
  if ("code" in query) throw new Error(`${query.code}: ${query.message}`);
  const [pipe] = query.pipes;
  const value = pipe?.kind === "sort" ? pipe.by[0] : undefined;
  return value && (computation(value)(() => undefined)[0] ?? null);
}

/** Elasticsearch's reference has `between` give an empty text where the older engine has null; both are never `length(…) > 0`. */
const EMPTY_BETWEEN = /^between\(/;
/** Templates that the older engine's own runner fills in. */
const TEMPLATE = /\$value/;

describe.runIf(existsSync(folder))("the older engine's expressions", () => {
  describe.each(["test_folding.toml", "test_string_functions.toml"])("%s", (file) => {
    const all = existsSync(folder) ? readEndgameExpressions(readFileSync(path.join(folder, file), "utf8")) : [];
    const whole = all.filter(({ expression }) => !TEMPLATE.test(expression));
    test("is read whole", () =>
      expect([all.length, all.length - whole.length]).toEqual(file === "test_folding.toml" ? [118, 12] : [102, 0]));

    test.each(whole.map((item) => [item.expression, item] as const))("%s", (_, { expression, expected, mode }) => {
      const value = resultOf(expression, mode === "insensitive");
      const nothing = expected === null && EMPTY_BETWEEN.test(expression) && value === "" ? null : value;
      if (typeof expected === "number") expect(nothing).toBeCloseTo(expected, 9);
      else expect(nothing).toBe(expected);
    });
  });
});
