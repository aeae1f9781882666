import { expect, test } from "vitest";
import { permissionsOf } from "./types.ts";

test.each([
  ["admin", ["lists", "rules", "tokens"]],
  ["engineer", ["rules"]],
  ["analyst, engineer", ["rules"]],
  ["engineer,admin", ["lists", "rules", "tokens"]],
  ["analyst", []],
  ["Admin", []],
  ["administrator", []],
  ["constructor", []],
  ["", []],
  [null, []],
])("an account with the role %j may %j", (roles, permissions) => {
  expect(permissionsOf(roles)).toEqual(permissions);
});
