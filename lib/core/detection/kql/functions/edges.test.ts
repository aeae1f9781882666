import { expect, test } from "vitest";
import { KqlRefusal } from "../syntax/refusal.ts";
import { type Dynamic, Instant, Span, WholeReal } from "../value/dynamic.ts";
import type { Cell } from "../value/type.ts";
import type { ParamType, ScalarFunction } from "./signature.ts";
import { SCALAR_FUNCTIONS } from "./table.ts";

const TEXTS: readonly Cell[] = [
  "",
  "a",
  "-1",
  "\ud83d\ude00\ud800",
  "10.0.0.1/33",
  "{",
  "=",
  "%",
  "2024-01-01",
  "\\",
  "(",
  "99999999999999999999",
];
const LONGS: readonly Cell[] = [0, 1, -1, 63, 1_000, 9007199254740991, -9223372036854775808n, 9223372036854775807n];
const REALS: readonly Cell[] = [0, -0, 1.5, -1e300, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const TICKS: readonly Cell[] = [0n, 1n, -1n, 3_155_378_975_999_999_999n, 9223372036854775807n];
const TIMES: readonly Cell[] = [0n, 638_000_000_000_000_000n, 3_155_378_975_999_999_999n];
const DYNAMICS: readonly Dynamic[] = [
  null,
  [],
  [1, "a", null],
  [[1]],
  new Map([["a", 1]]),
  new WholeReal(1),
  new Instant(0n),
  new Span(-1n),
  "t",
  -5,
  9n,
];

/** What each kind of argument can be at its ends. */
const EDGES: { readonly [P in ParamType]: readonly Cell[] } = {
  string: TEXTS,
  text: TEXTS,
  guid: ["74be27de-1e4e-49d9-b579-fe0b331d3642"],
  regex: ["", "a|", "(a)", ".*", "("],
  long: LONGS,
  real: REALS,
  number: [...LONGS, ...REALS],
  bool: [true, false],
  datetime: TIMES,
  timespan: TICKS,
  dynamic: DYNAMICS,
  any: [...TEXTS.slice(0, 4), ...LONGS, ...REALS.slice(2), ...DYNAMICS, true],
};

/** A type an argument of the kind may have. */
const TYPES: { readonly [P in ParamType]: "string" | "long" | "real" | "bool" | "datetime" | "timespan" | "dynamic" | "guid" } = {
  ...{ string: "string", text: "string", guid: "guid", regex: "string", long: "long", real: "real", number: "real" },
  ...{ bool: "bool", datetime: "datetime", timespan: "timespan", dynamic: "dynamic", any: "dynamic" },
};

/** `isLong`: each call may make a million values. */
function* argumentLists({ params }: ScalarFunction, isLong: boolean): Generator<readonly Cell[]> {
  const most = isLong ? 60 : 2_000;
  const lists = params.map((param) => EDGES[param]);
  const total = lists.reduce((product, list) => product * list.length, 1);
  // All of them, or evenly spread ones: the step has no factor in common with the lists' lengths.
  const step = total <= most ? 1 : Math.floor(total / most) * 2 + 1;
  for (let i = 0; i < total; i += step) {
    let rest = i;
    yield lists.map((list) => {
      const value = list[rest % list.length] ?? null;
      rest = Math.floor(rest / list.length);
      return value;
    });
  }
}

test.each(Object.entries(SCALAR_FUNCTIONS))("%s answers or refuses whatever it is given", (name, definition) => {
  const types = definition.params.map((param) => TYPES[param]);
  const thrown = new Set<string>();
  for (const args of argumentLists(definition, /^(range|repeat|strrep)$/.test(name))) {
    for (let count = definition.required; count <= args.length; count++) {
      try {
        definition.call(args.slice(0, count), types.slice(0, count), 0);
      } catch (error) {
        if (!(error instanceof KqlRefusal)) thrown.add(`${name}(${args.slice(0, count).map(String).join(", ")}): ${error}`);
      }
    }
  }
  expect([...thrown].slice(0, 3)).toEqual([]);
});
