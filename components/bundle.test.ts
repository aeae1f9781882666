import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
);

test("no component takes a value from a zod schema: types cost nothing, zod costs the browser 94 kB", () => {
  const value = /^import (?!type )[^;]*from "#features\/[^"]*schema"/m;
  expect(files.filter((file) => value.test(readFileSync(path.join(import.meta.dirname, file), "utf8")))).toEqual([]);
});
