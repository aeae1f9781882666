import type { EpochMicros } from "./event.ts";
import { fromFileTime, parseTimestamp, ticksOf } from "./timestamp.ts";

/**
 * Process keys: one spelling per process and source, so that equal keys are equal processes (telemetry.md §1.5.2).
 * `sysmon:<guid>` · `ep:<entity id>` · `mde:<device>:<pid>:<creation in 100 ns>` · `pid:<host>:<pid>:<start µs>`.
 */
export type ProcessKey = string;

const GUID = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i;

/** A GUID without braces in lower case; undefined for other text and for the all-zero GUID, which means "unknown". */
export function canonicalGuid(text: string): string | undefined {
  if (!GUID.test(text)) return undefined;
  const guid = (text.startsWith("{") ? text.slice(1, -1) : text).toLowerCase();
  return guid === "00000000-0000-0000-0000-000000000000" ? undefined : guid;
}

/** The key of a Sysmon ProcessGuid, with or without braces, in any case. */
export function sysmonKey(guid: string): ProcessKey | undefined {
  const canonical = canonicalGuid(guid);
  return canonical && `sysmon:${canonical}`;
}

/**
 * When the process of a Sysmon ProcessGuid started, to the second: `Data3 << 16 | Data2` is Unix time.
 * It held for 1,071 of 1,071 recorded start events (telemetry.md §1.5.2).
 */
export function sysmonGuidStart(guid: string): EpochMicros | undefined {
  const match = GUID.exec(guid);
  const seconds = Number.parseInt(`${match?.[3] ?? ""}${match?.[2] ?? ""}`, 16);
  // Below 2000 the GUID is not one of Sysmon's.
  return seconds >= 946_684_800 ? seconds * 1_000_000 : undefined;
}

export function endpointKey(entityId: string): ProcessKey {
  return `ep:${entityId}`;
}

export function defenderKey(deviceId: string, pid: number, creationTime: string): ProcessKey | undefined {
  const created = parseTimestamp(creationTime);
  return created && `mde:${deviceId.toLowerCase()}:${pid}:${ticksOf(created)}`;
}

export function pidKey(hostKey: string, pid: number, start: EpochMicros): ProcessKey {
  return `pid:${hostKey}:${pid}:${start}`;
}

/** What an Elastic Endpoint entity id says by itself. */
export interface EndpointEntity {
  readonly agentId: string;
  readonly pid: number;
  readonly start: EpochMicros;
}

const ENDPOINT_ENTITY = /^([0-9a-f-]{36})-(\d{1,10})-(\d{1,12})\.(\d{1,9})$/i;

/**
 * Decodes `base64("<agent id>-<pid>-<seconds>.<nanoseconds>")`. Windows agents count seconds from 1601, others from
 * 1970; the nanoseconds are not zero-padded: `.76582700` is 0.0765827 s (telemetry.md §1.5.2, recorded).
 */
export function decodeEndpointEntity(entityId: string): EndpointEntity | undefined {
  if (entityId.length > 120 || !/^[A-Za-z0-9+/]+=*$/.test(entityId)) return undefined;
  const match = ENDPOINT_ENTITY.exec(atobOrEmpty(entityId));
  const [agentId, pid, seconds, nanos] = [match?.[1], match?.[2], match?.[3], match?.[4]];
  if (!agentId || !pid || !seconds || !nanos) return undefined;
  const ticks = BigInt(seconds) * 10_000_000n + BigInt(nanos) / 100n;
  const since1601 = BigInt(seconds) > 11_644_473_600n;
  const start = since1601 ? fromFileTime(ticks).micros : Number(ticks / 10n);
  return { agentId, pid: Number(pid), start };
}

function atobOrEmpty(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
