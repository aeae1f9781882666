import { expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

test.each([
  ["/rules", "/rules"],
  ["/alerts?status=open,closed&q=a b#top", "/alerts?status=open,closed&q=a%20b#top"],
  ["/hunt?next=//elsewhere.example", "/hunt?next=//elsewhere.example"],
])("after signing in %j leads to %s", (next, path) => {
  expect(ownPath(next)).toBe(path);
});

test.each([
  "//elsewhere.example/a",
  "/\\elsewhere.example",
  "\\\\elsewhere.example",
  "/\t/elsewhere.example",
  "/\n/elsewhere.example",
  "/\r\n\\elsewhere.example",
  "/.//elsewhere.example",
  "/a/..//elsewhere.example",
  "https://elsewhere.example",
  "javascript:alert(1)",
  " //elsewhere.example",
  "elsewhere.example",
  "",
])("%j leads to the queue, not elsewhere", (next) => {
  expect(ownPath(next)).toBe("/alerts");
});

test("neither does none, nor several", () => {
  expect([ownPath(undefined), ownPath(["/rules", "/lists"])]).toEqual(["/alerts", "/alerts"]);
});
