import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { answer, sameBag, sameList } from "./testing/pairs.ts";

/** Queries with the answers of the real engine, of its documentation and of other implementations. */
const FOLDER = path.resolve(import.meta.dirname, "../../../../../shared/data/11-kql-conformance");
const isThere = existsSync(FOLDER);

const Pair = z.object({
  id: z.string(),
  trust: z.string(),
  scope: z.enum(["core95", "core99", "corpus", "beyond"]),
  query: z.string(),
  expected: z.object({ columns: z.array(z.string()), types: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
  ordered: z.boolean(),
  risk: z.array(z.string()),
});
type Pair = z.infer<typeof Pair>;
const Refused = z.object({ id: z.string(), query: z.string() });

function lines(file: string): readonly string[] {
  return isThere ? readFileSync(path.join(FOLDER, file), "utf8").trimEnd().split("\n") : [];
}

/** Pairs that do not pass, each for a reason. A pair that starts to pass must leave this list. */
const EXCEPTIONS: { readonly [id: string]: string } = {
  "eng-a26e77a2":
    "the order of rows with equal sort keys: the emulator gives the right side of a lookup backwards, the manual promises no order",
  "eng-a1b65ad8": "the emulator prints 0.1+0.2 as 0.30000000000000007, which is another double; the nearest text is …04",
  "eng-def8323c": "tolong(2^63) wraps in a folded constant, and saturates in eng-0dcc1cfb over a column; one rule is kept: it saturates",
  "docs-0db6b201": "make-graph is refused by name",
  "docs-6680f1d4": "make-graph is refused by name",
};

async function passes(pair: Pair): Promise<string> {
  const result = await answer(pair.query);
  if ("error" in result) return result.error;
  const { expected } = pair;
  const tolerance = { relative: pair.trust === "docs" ? 1e-4 : 1e-6, unordered: pair.risk.some((risk) => risk.endsWith("-order")) };
  if (result.columns.join() !== expected.columns.join()) return `columns ${result.columns.join()}, not ${expected.columns.join()}`;
  if (!expected.types.every((type, index) => type.split("|").includes(result.types[index] ?? "")))
    return `types ${result.types.join()}, not ${expected.types.join()}`;
  const same = pair.ordered
    ? result.rows.length === expected.rows.length && result.rows.every((row, index) => sameList(row, expected.rows[index] ?? [], tolerance))
    : sameBag<readonly unknown[]>(result.rows, expected.rows, tolerance, sameList);
  return same ? "passes" : `rows ${JSON.stringify(result.rows).slice(0, 400)}, not ${JSON.stringify(expected.rows).slice(0, 400)}`;
}

const pairs = lines("pairs.jsonl").map((line) => Pair.parse(JSON.parse(line)));
const core = pairs.filter((pair) => pair.scope !== "beyond");

describe.runIf(isThere)("answers of the real engine", () => {
  test.each(core.filter((pair) => EXCEPTIONS[pair.id] === undefined))("$id: $query", async (pair) => {
    expect(await passes(pair)).toBe("passes");
  });

  test.each(core.filter((pair) => EXCEPTIONS[pair.id] !== undefined))("$id is an exception and fails as argued", async (pair) => {
    expect(await passes(pair)).not.toBe("passes");
  });

  test("beyond what public endpoint queries use, at least as many pass as before, and none crashes", async () => {
    const outcomes = await Promise.all(pairs.filter((pair) => pair.scope === "beyond").map(passes));
    expect(outcomes.filter((outcome) => outcome === "passes").length).toBeGreaterThanOrEqual(183);
  });
});

describe.runIf(isThere)("queries the real engine refuses are refused", () => {
  test.each(lines("refused.jsonl").map((line) => Refused.parse(JSON.parse(line))))("$id: $query", async ({ query }) => {
    expect(await answer(query)).toHaveProperty("error");
  });
});
