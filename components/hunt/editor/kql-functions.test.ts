import { expect, test } from "vitest";
import { AGGREGATES } from "#core/detection/kql/bind/aggregate";
import { checkQuery } from "#core/detection/kql/query";
import { AGGREGATE_HELP, SCALAR_HELP } from "./kql-functions.ts";

const EMPTY = { catalog: { names: [], table: () => undefined }, now: 0n };

test("no aggregate is offered that the engine does not run", () => {
  expect(AGGREGATE_HELP.map(({ name }) => name).filter((name) => !AGGREGATES.has(name))).toEqual([]);
});

test.each(SCALAR_HELP)("$signature is a function the engine knows", ({ name, signature, help }) => {
  const check = checkQuery(`print ${name}()`, EMPTY);
  expect(check.ok ? "" : check.diagnostic.code).not.toMatch(/unknown-function|unsupported/);
  expect(signature).toMatch(new RegExp(`^${name}\\(.*\\)$`));
  expect(help).not.toBe("");
});
