import type { EpochMicros, TimestampQuality } from "../event/event.ts";
import { DAY, type ParsedTime, parseTimestamp } from "../event/timestamp.ts";

/** The instant an event is filed under, and how far to trust it. */
export interface EventTime {
  readonly timestamp: EpochMicros;
  readonly timestampQuality: TimestampQuality;
}

const YEAR_2000: EpochMicros = 946_684_800_000_000;
const SKEW: EpochMicros = 300_000_000;

/** Times outside 2000 … one day ahead are kept on the record but filed under the time of receipt (telemetry.md §1.5.6). */
function judge(micros: EpochMicros, quality: TimestampQuality, receivedAt: EpochMicros): EventTime {
  if (micros < YEAR_2000 || micros > receivedAt + DAY) return { timestamp: receivedAt, timestampQuality: "out-of-range" };
  return { timestamp: micros, timestampQuality: quality };
}

/** The first text that is a time; one that names its zone is preferred to one that does not. */
export function firstTime(texts: readonly (string | undefined)[], receivedAt: EpochMicros): EventTime {
  let local: ParsedTime | undefined;
  for (const text of texts) {
    const time = text === undefined ? undefined : parseTimestamp(text);
    if (time?.zoned) return judge(time.micros, "ok", receivedAt);
    local ??= time;
  }
  return local ? judge(local.micros, "assumed-zone", receivedAt) : { timestamp: receivedAt, timestampQuality: "received" };
}

/**
 * Sysmon's own clock: UtcTime is UTC by definition, unless it is more than 300 s away from the time the log service
 * wrote the record; then the log service is right (56 of 3,241 recorded events, up to 36 h).
 */
export function sysmonTime(utcTime: string, created: string | undefined, receivedAt: EpochMicros): EventTime | undefined {
  const own = parseTimestamp(utcTime);
  if (!own) return undefined;
  const written = created === undefined ? undefined : parseTimestamp(created);
  if (written?.zoned && Math.abs(written.micros - own.micros) > SKEW) return judge(written.micros, "skewed", receivedAt);
  return judge(own.micros, "ok", receivedAt);
}
