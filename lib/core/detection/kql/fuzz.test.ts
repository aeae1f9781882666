import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkQuery, runQuery } from "./query.ts";
import { NO_TABLES } from "./testing/pairs.ts";
import { calendarOf, MAX_TICKS, ticksOf } from "./value/calendar.ts";
import { formatTimespan } from "./value/format.ts";
import { readJson, writeJson } from "./value/json.ts";
import { add, divide, modulo, multiply } from "./value/long.ts";
import { parseTimespan } from "./value/parse-time.ts";

const OPTIONS = { catalog: NO_TABLES, now: 0n };
const PIECES = [
  "let x = ",
  "datatable(a:long, s:string)[1,'x', 2,'y']",
  "| where a > 1",
  "| summarize count() by s",
  "| extend b = a * 2",
  "(",
  ")",
  "|",
  ";",
  ",",
  "'",
  '"',
  "@'",
  "dynamic([1,",
  "]",
  "}",
  "{",
  "a",
  "s",
  "== ",
  "in~ (",
  "has_any",
  "between (1 .. 2)",
  "| join kind=inner (",
  ") on a",
  "| mv-expand",
  "toscalar(",
  "-",
  "1d",
  "datetime(",
  "2024-01-01",
  "| parse s with * 'x' y:long *",
  "| evaluate bag_unpack(",
  "| top 1 by a",
  "| partition by s (",
  "| sort by a | scan with (step x: a > 1;",
  "step y: x.a < a => b = 1;)",
  "find in (",
  "where a == 1",
  "| as T",
  "| extend series_stats(dynamic([1,2]))",
  "| top-nested 1 of s with others='o' by sum(a)",
  "| invoke FileProfile(s, 1)",
  "| parse-kv s as (a:long)",
  "h'",
  "```",
  "\\",
  "\u0000",
  "\ud800",
  "🦊",
];

describe("no text breaks the front end", () => {
  test("pieces of queries in any order are answered or refused with a place in the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }), async (pieces) => {
        const text = pieces.join(" ");
        const result = await runQuery(text, OPTIONS);
        if (result.ok) return;
        expect(result.diagnostic.line).toBeGreaterThan(0);
        expect(result.diagnostic.column).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  test.each(["(", "print -", "print not(", "print dynamic([", "let f = () { "])(
    "a thousand levels of %s are refused, not a crash",
    (piece) => {
      expect(checkQuery(piece.repeat(3_000), OPTIONS)).toHaveProperty("ok", false);
    },
  );

  test("a function that calls itself is refused", () => {
    expect(checkQuery("let f = (x:long) { f(x) }; print f(1)", OPTIONS)).toHaveProperty("diagnostic.code", "unknown-function");
  });
});

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const spelt = (value: bigint) => (value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value);

describe("values", () => {
  test("64-bit arithmetic equals BigInt's, wrapped", () => {
    fc.assert(
      fc.property(long, long, (a, b) => {
        expect(BigInt(add(spelt(a), spelt(b)))).toBe(BigInt.asIntN(64, a + b));
        expect(BigInt(multiply(spelt(a), spelt(b)))).toBe(BigInt.asIntN(64, a * b));
        if (b === 0n) return;
        expect(BigInt(divide(spelt(a), spelt(b)) ?? 0)).toBe(BigInt.asIntN(64, a / b));
        const rest = BigInt(modulo(spelt(a), spelt(b)) ?? -1);
        expect(rest >= 0n && (a - rest) % b === 0n).toBe(true);
      }),
    );
  });

  test("a date taken apart and put together is the same instant", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_TICKS }), (ticks) => {
        const { year, month, day, ...time } = calendarOf(ticks);
        expect(ticksOf(year, month, day, time)).toBe(ticks);
        expect(new Date(Number((ticks - 621_355_968_000_000_000n) / 10_000n)).getUTCDay()).toBe(time.weekday);
      }),
    );
  });

  test("a timespan printed is read back", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), (ticks) => {
        expect(parseTimespan(formatTimespan(ticks), false)).toBe(ticks);
      }),
    );
  });

  test("JSON written is read back", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        const read = readJson(text);
        expect(read).toBeDefined();
        if (read !== undefined) expect(readJson(writeJson(read))).toEqual(read);
      }),
    );
  });
});
