import { calendarOf, EPOCH_TICKS, ticksOf } from "../value/calendar.ts";

/**
 * How far a zone of the IANA list lies east of Greenwich at an instant, in ticks; undefined for an unknown zone. With `local` the
 * instant is the zone's own wall clock.
 */
export function zoneOffset(at: bigint, zone: string, local: boolean): bigint | undefined {
  const format = formatOf(zone);
  if (!format) return undefined;
  const first = offsetAt(format, at);
  return local ? offsetAt(format, at - first) : first;
}

// Making one costs more than using it a hundred times.
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 500;

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known) return known;
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
    if (formats.size >= MOST_FORMATS) formats.clear();
    formats.set(zone, format);
    return format;
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
