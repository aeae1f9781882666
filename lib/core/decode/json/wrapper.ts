/**
 * Members under which exports put their list of records: Microsoft Graph and Defender (`value`, `Results`, `results`),
 * Azure diagnostics and Event Hubs (`records`), Elasticsearch searches (`hits.hits`), and plain hand-made exports.
 */
const LIST_KEYS: ReadonlySet<string> = new Set(["value", "results", "records", "hits", "events", "items", "entries", "logs", "data"]);

/** A document with one of these is a record itself, whatever lists it has. */
const RECORD_KEYS: ReadonlySet<string> = new Set([
  "@timestamp",
  "timestamp",
  "time",
  "timecreated",
  "timegenerated",
  "eventid",
  "event_id",
  "event",
  "winlog",
  "system",
  "host",
  "process",
  "agent",
]);

/** Follows the keys of a top-level object while it is scanned, to tell an export's envelope from a record. */
export class EnvelopeWatch {
  /** A key that only records have was seen. */
  looksLikeRecord = false;
  private readonly path: string[] = [];

  reset(): void {
    this.looksLikeRecord = false;
    this.path.length = 0;
  }

  /** A key of the object (`level` 1) or of an object directly in it (`level` 2). */
  key(level: 1 | 2, key: string): void {
    const folded = key.toLowerCase();
    if (level === 1 && RECORD_KEYS.has(folded)) this.looksLikeRecord = true;
    this.path.length = level - 1;
    this.path.push(folded);
  }

  /** Whether a list opening here, `level` objects deep, is the export's list of records. */
  isRecordList(level: number): boolean {
    return !this.looksLikeRecord && level === this.path.length && this.path.every((key) => LIST_KEYS.has(key));
  }
}
