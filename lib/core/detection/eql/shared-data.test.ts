import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fieldRef } from "../../event/field.ts";
import type { JsonObject } from "../../event/value.ts";
import type { Match } from "../run/pipes.ts";
import { ELASTICSEARCH, type EqlDialect } from "./dialect.ts";
import { compileEql } from "./eql.ts";
import { readEndgameQueries } from "./testing/endgame.ts";
import { answer, rowOf } from "./testing/rows.ts";

const shared = path.resolve(import.meta.dirname, "../../../../../shared/data");
const elastic = path.join(shared, "06-eql-elasticsearch");
const endgame = path.join(shared, "05-eql-endgame");
const isPresent = existsSync(elastic) && existsSync(endgame);

const Documents = z.array(z.record(z.string(), z.json()));
const Cases = z.array(
  z.object({
    name: z.string(),
    query: z.string(),
    expected_event_ids: z.array(z.number()),
    join_keys: z.array(z.string().nullable()).optional(),
  }),
);

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), "utf8"));
}

const SERIAL = fieldRef("ecs", "serial_event_id");
const CATEGORY = fieldRef("ecs", "event_type");
const ES: EqlDialect = { ...ELASTICSEARCH, category: CATEGORY, versions: new Set(["version"]) };

function idsOf(matches: readonly Match[], id: string): readonly number[] {
  return matches.flatMap((match) => match.hits.map((hit) => (hit ? Number(hit.get(fieldRef("ecs", id))) : -1)));
}

/** FILETIME counts 100 ns since 1601. */
function endgameRows() {
  return Documents.parse(read(endgame, "test_data.json")).map((document: JsonObject, order) =>
    rowOf(document, { id: String(document.serial_event_id), timestamp: Number(document.timestamp) / 10 - 11_644_473_600_000_000, order }),
  );
}

/** What Elasticsearch's index makes of the documents: `null_value` of the mapping, and lists sorted as doc values are. */
function indexed(document: JsonObject): JsonObject {
  const entries = Object.entries(document).map(([name, value]) => {
    if (name === "optional_field_default_null" && value === null) return [name, "NULL"] as const;
    return [name, Array.isArray(value) ? [...value].sort() : value] as const;
  });
  return Object.fromEntries(entries);
}

function elasticRows(file: string) {
  return Documents.parse(read(path.join(elastic, "data"), file)).map((document: JsonObject, order) => {
    const written = String(document["@timestamp"]);
    const millis = /^\d+$/.test(written) ? Number(written) : Date.parse(written);
    return rowOf(indexed(document), { id: `${document.event_type} ${order}`, timestamp: millis * 1_000, order: Number(document.sequence) });
  });
}

describe.runIf(isPresent)("Elasticsearch's own queries", () => {
  const suites = [
    ["test_queries.json", () => endgameRows(), "serial_event_id"],
    ["test_missing_events.json", () => elasticRows("missing-events.json"), "sequence"],
    ["test_extra.dev.json", () => elasticRows("extra.json"), "sequence"],
  ] as const;
  describe.each(isPresent ? suites : [])("%s", (file, rows, id) => {
    test.each(Cases.parse(read(elastic, file)).map((item) => [item.name, item] as const))("%s", (_, item) => {
      const matches = answer(item.query, rows(), ES, [fieldRef("ecs", id)]);
      expect(idsOf(matches, id), item.query).toEqual(item.expected_event_ids);
      if (item.join_keys)
        expect(
          matches.flatMap((match) => match.keys.map(String)),
          item.query,
        ).toEqual(item.join_keys.map(String));
    });
  });
});

/**
 * What Callout refuses of the older engine's language, and the code that says so. Elasticsearch has none of it: process
 * trees are asked for with sequences, a sequence never forks, and lists of objects are stored as lists of their members.
 */
const REFUSED: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/\b(?:child|descendant|event) of \[/, "unsupported-relation"],
  [/\bfork=true/, "unsupported-fork"],
  [/\b(?:s|sub1|nested)\.\w/, "unsupported-objects"],
];

describe.runIf(isPresent)("the older engine's queries", () => {
  const rows = isPresent ? endgameRows() : [];
  const queries = isPresent ? readEndgameQueries(readFileSync(path.join(endgame, "test_queries.toml"), "utf8")) : [];
  const named = queries.map((item, at) => [`${at} ${item.query.replace(/\s+/g, " ")}`, item] as const);
  const refusal = (query: string) => REFUSED.find(([pattern]) => pattern.test(query))?.[1];
  const dialectOf = (fold: boolean): EqlDialect => ({ name: "endgame", fold, category: CATEGORY, versions: new Set() });

  test.each(named.filter(([, { query }]) => !refusal(query)))("%s", (_, { query, expected, mode }) => {
    for (const fold of mode === "both" ? [true, false] : [mode === "insensitive"]) {
      expect(idsOf(answer(query, rows, dialectOf(fold), [SERIAL]), "serial_event_id")).toEqual(expected);
    }
  });

  test.each(named.filter(([, { query }]) => refusal(query)))("refused: %s", (_, { query }) => {
    expect(compileEql(query, dialectOf(true))).toMatchObject({ severity: "error", code: refusal(query) });
  });

  test("all are there, and few are refused", () => {
    expect([queries.length, named.filter(([, { query }]) => refusal(query)).length]).toEqual(isPresent ? [241, 19] : [0, 0]);
  });
});
