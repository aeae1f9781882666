import { expect, test } from "vitest";
import { AlertQuery } from "#features/alert/schema";
import { leavingOut, onlyWith, queueSearch } from "./queue-url.tsx";

const query = (input: object = {}): AlertQuery => AlertQuery.parse({ status: ["open"], ...input });

test.each([
  ["WS-1", "not=host%3AWS-1"],
  ["a,b & c", "not=host%3Aa%252Cb%2520%2526%2520c"],
  ["10:20", "not=host%3A10%253A20"],
])("leaving out the host %j is in the address, and read back from it", (value, search) => {
  const left = leavingOut(query(), { key: "host", value });
  expect(queueSearch(left)).toBe(search);
  const text = new URLSearchParams(search).get("not") ?? "";
  expect(AlertQuery.parse({ status: ["open"], not: text.split(",") })).toEqual(left);
});

test("leaving out the value that was asked for asks for it no longer", () => {
  expect(leavingOut(query({ host: "WS-1", user: "ann" }), { key: "host", value: "WS-1" })).toMatchObject({
    host: undefined,
    user: "ann",
    not: ["host:WS-1"],
  });
});

test("leaving out twice is leaving out once, and starts at the first page", () => {
  const once = leavingOut(query({ cursor: "abc" }), { key: "rule", value: "r1" });
  expect(leavingOut(once, { key: "rule", value: "r1" }).not).toEqual(["rule:r1"]);
  expect(once.cursor).toBeUndefined();
});

test("a network is a number", () => {
  expect(onlyWith(query(), { key: "asn", value: "13335" }).asn).toBe(13_335);
});
