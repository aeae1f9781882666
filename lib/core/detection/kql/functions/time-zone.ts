import { calendarOf, EPOCH_TICKS, ticksOf } from "../value/calendar.ts";

/**
 * How far a zone of the IANA list lies east of Greenwich at an instant, in ticks; undefined for an unknown zone. With `local` the
 * instant is the zone's own wall clock.
 */
export function zoneOffset(at: bigint, zone: string, local: boolean): bigint | undefined {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const first = offsetAt(format, at);
    return local ? offsetAt(format, at - first) : first;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function offsetAt(format: Intl.DateTimeFormat, at: bigint): bigint {
  const parts = new Map<string, number>(
    format.formatToParts(new Date(Number((at - EPOCH_TICKS) / 10_000n))).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: string) => parts.get(name) ?? 0;
  const wall =
    ticksOf(part("year"), part("month"), part("day"), { hour: part("hour"), minute: part("minute"), second: part("second") }) ?? at;
  return wall - (at - BigInt(calendarOf(at).fraction));
}
