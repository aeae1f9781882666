import type { DecodeFault } from "#core/decode/fault";
import type { EpochMicros, Event } from "#core/event/event";
import { alertKeyOf } from "#features/alert/evidence/mutations";
import { REPORTED_FILES, REPORTED_HOSTS } from "#features/ingest/constants";
import type { IngestCounts } from "#features/ingest/report/mutations";
import type { IngestFileReport } from "#features/ingest/types";
import type { BatchItem, BatchOutcome } from "./batch.ts";

type FileCounts = { -readonly [M in keyof IngestFileReport]: IngestFileReport[M] };

/** Alerts told apart in a report: beyond it the number stands still. */
const COUNTED_ALERTS = 100_000;

/**
 * What an ingest has done so far. Counts move only when their batch is stored: `with` gives the counts as they would be, to be
 * written in the batch's transaction, and `keep` makes them so once it is committed.
 */
export class Tally {
  private counts: IngestCounts = { records: 0, stored: 0, duplicates: 0, faults: 0, findings: 0, alerts: 0, hosts: [], files: [] };
  private readonly alerts = new Set<string>();
  private readonly formats = new Map<string, string>();

  /** Names the format of a file or a member of an archive, before its first record. */
  open(file: string, format: string): void {
    if (this.formats.size < REPORTED_FILES) this.formats.set(file, format);
  }

  with(items: readonly BatchItem[], faults: readonly DecodeFault[], outcome: BatchOutcome): IngestCounts {
    const { counts } = this;
    const events = items.map((item) => item.event);
    const times = events.map((event) => event.timestamp);
    const fresh = new Set(this.alertKeys(outcome).filter((key) => !this.alerts.has(key)));
    return {
      records: counts.records + items.length,
      stored: counts.stored + outcome.own.size,
      duplicates: counts.duplicates + items.length - outcome.own.size,
      faults: counts.faults + faults.length,
      findings: counts.findings + outcome.findings.length,
      alerts: Math.min(COUNTED_ALERTS, counts.alerts + fresh.size),
      hosts: hostsWith(counts.hosts, events),
      files: this.filesWith(items, faults, outcome),
      ...spanWith(counts, times),
    };
  }

  keep(counts: IngestCounts, outcome: BatchOutcome): void {
    this.counts = counts;
    for (const key of this.alertKeys(outcome)) if (this.alerts.size < COUNTED_ALERTS) this.alerts.add(key);
  }

  /** `evtx`, or every format of an archive's members: `evtx, ndjson`. */
  get format(): string | null {
    return [...new Set(this.formats.values())].sort().join(", ") || null;
  }

  get current(): IngestCounts {
    return this.counts;
  }

  private alertKeys(outcome: BatchOutcome): readonly string[] {
    return outcome.findings.map((finding) => alertKeyOf(finding));
  }

  private filesWith(items: readonly BatchItem[], faults: readonly DecodeFault[], outcome: BatchOutcome): readonly IngestFileReport[] {
    const files = new Map(this.counts.files.map((file) => [file.file, file]));
    const counted = new Map<string, FileCounts>();
    const counts = (name: string): FileCounts => {
      const known = counted.get(name);
      if (known) return known;
      const format = this.formats.get(name) ?? "";
      const fresh = { ...(files.get(name) ?? { file: name, format, records: 0, stored: 0, duplicates: 0, faults: 0 }) };
      counted.set(name, fresh);
      if (files.has(name) || files.size < REPORTED_FILES) files.set(name, fresh);
      return fresh;
    };
    for (const [position, { event }] of items.entries()) {
      const file = counts(event.record.position.file);
      file.records++;
      if (outcome.own.has(position)) file.stored++;
      else file.duplicates++;
    }
    for (const fault of faults) counts(fault.position.file).faults++;
    for (const name of this.formats.keys()) counts(name);
    return [...files.values()];
  }
}

function hostsWith(hosts: readonly string[], events: readonly Event[]): readonly string[] {
  const names = new Set(hosts);
  for (const event of events) if (names.size < REPORTED_HOSTS) names.add(event.host.name);
  return names.size === hosts.length ? hosts : [...names].sort();
}

function spanWith(counts: IngestCounts, times: readonly EpochMicros[]): { readonly firstAt?: EpochMicros; readonly lastAt?: EpochMicros } {
  let firstAt = counts.firstAt;
  let lastAt = counts.lastAt;
  for (const time of times) {
    if (firstAt === undefined || time < firstAt) firstAt = time;
    if (lastAt === undefined || time > lastAt) lastAt = time;
  }
  return { ...(firstAt !== undefined && { firstAt }), ...(lastAt !== undefined && { lastAt }) };
}
