import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp, fromFileTime, parseEpoch, parseTimestamp, ticksOf } from "./timestamp.ts";

const iso = (text: string) => {
  const time = parseTimestamp(text);
  return time && `${formatTimestamp(time.micros)} ${time.tick} ${time.zoned ? "zoned" : "local"}`;
};

describe("parseTimestamp", () => {
  test.each([
    ["Sysmon UtcTime", "2019-03-18 16:57:47.847", "2019-03-18T16:57:47.847Z 0 local"],
    ["libevtx, nine digits", "2019-05-14T17:17:26.440651500Z", "2019-05-14T17:17:26.440651Z 5 zoned"],
    ["wevtutil, seven digits", "2019-05-14T17:17:26.4406515Z", "2019-05-14T17:17:26.440651Z 5 zoned"],
    ["Defender, trailing zeros trimmed", "2022-11-07T17:07:41.69Z", "2022-11-07T17:07:41.690Z 0 zoned"],
    ["no decimals", "2020-06-09 22:51:04", "2020-06-09T22:51:04.000Z 0 local"],
    ["an offset", "2026-01-01T02:00:00.001+02:00", "2026-01-01T00:00:00.001Z 0 zoned"],
    ["an offset west", "2026-01-01T00:00:00-0530", "2026-01-01T05:30:00.000Z 0 zoned"],
    ["UTC spelt out", "2026-01-01 00:00:00.5 UTC", "2026-01-01T00:00:00.500Z 0 zoned"],
    ["a decimal comma", "2026-01-01T00:00:00,25Z", "2026-01-01T00:00:00.250Z 0 zoned"],
    ["a leap second", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z 0 zoned"],
    ["a leap day", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z 0 zoned"],
    ["before 1970", "1601-01-01T00:00:00Z", "1601-01-01T00:00:00.000Z 0 zoned"],
    ["the Azure portal's CSV", "4/20/2023, 7:59:50.239 PM", "2023-04-20T19:59:50.239Z 0 local"],
    ["noon in the portal", "12/1/2023, 12:00:00.000 PM", "2023-12-01T12:00:00.000Z 0 local"],
    ["midnight in the portal", "12/1/2023, 12:00:00.000 AM", "2023-12-01T00:00:00.000Z 0 local"],
    ["epoch seconds as text", "1795249157.590", "2026-11-21T08:19:17.590Z 0 zoned"],
    ["epoch milliseconds", "1795249157590", "2026-11-21T08:19:17.590Z 0 zoned"],
    ["epoch nanoseconds", "1795249157590123456", "2026-11-21T08:19:17.590123Z 4 zoned"],
    ["FILETIME", "133370937691236740", "2023-08-21T12:16:09.123674Z 0 zoned"],
  ])("%s: %s", (_, text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  test.each([
    "",
    "-",
    "yesterday",
    "2023-02-29T00:00:00Z",
    "2023-13-01T00:00:00Z",
    "2023-01-01T24:00:00Z",
    "2023-01-01T00:60:00Z",
    "2023-01-01T00:00:00.Z",
    "2023-01-01T00:00:00 CEST",
    "2023-01-01",
    "2023-01-01T00:00",
    "13/13/2023, 1:00:00 AM",
    "1/1/2023, 13:00:00 PM",
    "12345678901234567890",
  ])("%j is no time", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test("agrees with Date on every millisecond it can name, and survives its own writing", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1700-01-01"), max: new Date("2255-01-01"), noInvalidDate: true }), (date) => {
        const parsed = parseTimestamp(date.toISOString());
        expect(parsed?.micros).toBe(date.getTime() * 1000);
        expect(formatTimestamp(parsed?.micros ?? Number.NaN)).toBe(date.toISOString());
      }),
    );
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseTimestamp(text)));
  });

  test("one instant in several spellings has the same ticks", () => {
    const spellings = ["2022-11-07T17:07:41.6988680Z", "2022-11-07T17:07:41.698868Z", "2022-11-07 18:07:41.698868 +01:00"];
    const ticks = spellings.map((text) => parseTimestamp(text)).map((time) => time && ticksOf(time));
    expect(new Set(ticks).size).toBe(1);
  });
});

test("a FILETIME counts 100 ns from 1601", () => {
  expect(fromFileTime(0n)).toEqual({ micros: -11_644_473_600_000_000, tick: 0, zoned: true });
  expect(fromFileTime(116_444_736_000_000_015n)).toEqual({ micros: 1, tick: 5, zoned: true });
});

test("a number that is no epoch is refused", () => {
  expect(parseEpoch(Number.NaN)).toBeUndefined();
  expect(parseEpoch(-1)).toBeUndefined();
  expect(parseEpoch(1e30)).toBeUndefined();
});
