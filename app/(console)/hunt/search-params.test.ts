import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { packQuery } from "#components/hunt/query/share-link";
import { parseHuntAddress, unpackQuery } from "./search-params.ts";

const QUERY = { language: "eql", text: 'process where process.name : "ü*" // \u0000', range: "7d" } as const;
const ID = "7f2b7c1e-3c55-4f0f-9f60-1c7a2a1f0b11";

test("what a browser packs the page reads", async () => {
  const q = await packQuery(QUERY);
  expect(q).toMatch(/^[\w-]+$/);
  expect(unpackQuery(q)).toEqual(QUERY);
  expect(parseHuntAddress({ q })).toEqual({ hunt: null, saved: null, shared: { ...QUERY, now: null }, isBroken: false });
});

test.each(["", "x", "%%%", "AAAA", Buffer.from("plain").toString("base64url")])("a link cut to %j is broken, not an error", (q) => {
  expect(parseHuntAddress({ q })).toMatchObject({ shared: null, isBroken: true });
});

test("a bomb stops at the longest query", () => {
  const bomb = deflateRawSync(Buffer.from(JSON.stringify({ language: "kql", text: "a".repeat(50_000_000), range: "all" }))).toString(
    "base64url",
  );
  expect(bomb.length).toBeLessThan(100_000);
  expect(parseHuntAddress({ q: bomb })).toMatchObject({ shared: null, isBroken: true });
});

test.each([
  [{ hunt: ID }, { hunt: ID, isBroken: false }],
  [{ hunt: "no" }, { hunt: null, isBroken: true }],
  [{ saved: ID }, { saved: ID }],
  [{ text: "T", language: "kql", range: "30d" }, { shared: { language: "kql", text: "T", range: "30d", now: null } }],
  [{ text: "T", language: "sql", range: "x", now: "y" }, { shared: { language: "kql", text: "T", range: "all", now: null } }],
  [{}, { hunt: null, saved: null, shared: null, isBroken: false }],
])("%j is read as far as it makes sense", (params, expected) => {
  expect(parseHuntAddress(params)).toMatchObject(expected);
});
