import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#core/event/value";
import { DECODE_LIMITS } from "../../source.ts";
import { decodeEvtx } from "./evtx.ts";
import { bodyLeaves, dumpLeaves } from "./testing/leaves.ts";

const CASES = path.resolve(import.meta.dirname, "../../../../../../shared/data/04-sigma-regression");
const pairs = existsSync(CASES)
  ? readdirSync(CASES, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".evtx") && existsSync(path.join(CASES, name.replace(/\.evtx$/, ".json"))))
      .sort()
  : [];

/** A file may hold several objects one after the other, each indented, so that only its own end stands at a line's start. */
function readObjects(file: string): readonly { Event: JsonObject }[] {
  return readFileSync(file, "utf8")
    .split(/^(?=\{)/m)
    .map((text) => JSON.parse(text));
}

/** What this dump does beyond libevtx: no braces, time cut to microseconds without ending zeroes, blanks re-indented. */
function loose(leaves: readonly string[]): readonly string[] {
  const loosen = (leaf: string) =>
    leaf
      .replace(/[{}]/g, "")
      .replace(/(\.\d{6})\dZ$/, "$1Z")
      .replace(/(\.\d+?)0+Z$/, "$1Z")
      .replace(/\s+/g, " ")
      .trim();
  return leaves.map(loosen).sort();
}

describe.runIf(pairs.length > 0)("against the JSON beside SigmaHQ's regression logs", () => {
  test.each(pairs)("%s", async (name) => {
    const bodies: JsonObject[] = [];
    for await (const item of decodeEvtx(createReadStream(path.join(CASES, name)), { file: name, limits: DECODE_LIMITS })) {
      expect(item).not.toHaveProperty("code");
      if ("body" in item) bodies.push(item.body);
    }
    const expected = readObjects(path.join(CASES, name.replace(/\.evtx$/, ".json")));
    expect(bodies.map((body) => loose(bodyLeaves(body)))).toEqual(expected.map(({ Event }) => loose(dumpLeaves(Event))));
  });
});
