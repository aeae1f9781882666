import { ByteWindow } from "../byte-window.ts";
import { excerpt } from "../excerpt.ts";
import type { FaultCode } from "../fault.ts";
import { ObjectScan, type ScanStop } from "../json/object-scan.ts";
import { parseRecord } from "../json/parse-record.ts";
import { RecordStarts } from "../json/record-start.ts";
import { EnvelopeWatch } from "../json/wrapper.ts";
import type { Position } from "../record.ts";
import type { DecodeLimits } from "../source.ts";
import { appendJson, tooLarge } from "./json-item.ts";
import type { DecodedItem, Splitter } from "./splitter.ts";

const EXCERPT_BYTES = 800;
/** Bytes that may be scanned again after broken records before searching goes forward only: keeps hostile files linear. */
const RESCAN_FLOOR = 16 * 1024 * 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * What stands at the scan position: `between` records; in a `record`; in the `rest` of an envelope behind its list of
 * records; in a `stray` value that is no object; `lost` behind a broken record.
 */
type State = "between" | "record" | "rest" | "stray" | "lost";

/**
 * JSON records that are not one a line: a list of objects, single or concatenated objects in any layout, or an export's
 * envelope around a list. `position.record` is the 1-based element. A broken element costs itself; the search for the
 * next one starts right behind its first byte.
 */
export class JsonSplitter implements Splitter {
  private readonly window = new ByteWindow();
  private scan = new ObjectScan();
  /** The scan of the envelope whose list is being read, to go on with behind the list. */
  private envelope = new ObjectScan();
  private readonly watch = new EnvelopeWatch();
  private readonly starts = new RecordStarts();
  private state: State = "between";
  private list: "none" | "plain" | "envelope" = "none";
  /** Where the scan goes on, and where the current record or stray value starts: offsets in the stream. */
  private at = 0;
  private begin = 0;
  private element = 0;
  private oversized = false;
  private rescanned = 0;
  private readonly context: { readonly file: string; readonly limits: DecodeLimits; readonly offsets: boolean };

  constructor(context: { readonly file: string; readonly limits: DecodeLimits; readonly offsets: boolean }) {
    this.context = context;
  }

  push(bytes: Uint8Array, out: DecodedItem[]): void {
    this.window.append(bytes);
    this.run(out, false);
    const holds = (this.state === "record" || this.state === "stray") && !this.oversized;
    this.window.dropTo((holds ? this.begin : this.at) - this.window.base);
  }

  end(out: DecodedItem[], damaged: boolean): void {
    let complete = !damaged;
    for (;;) {
      this.run(out, true);
      if (this.state === "stray" && complete) this.stray(out);
      if (this.state !== "record" || this.oversized) break;
      // Records may stand behind a brace that never closed.
      if (complete) this.fault(out, "truncated", "the file ends inside this object");
      complete = false;
      this.starts.learn(this.window.buffer, this.begin - this.window.base, this.window.end);
      this.lose(this.begin + 1);
    }
    if (!complete || this.oversized) return;
    if (this.list === "none" && this.state !== "rest") return;
    this.begin = this.at;
    this.fault(
      out,
      "truncated",
      this.list === "none" ? "the file ends inside the export's envelope" : "the file ends before the list of records closes",
    );
  }

  private run(out: DecodedItem[], last: boolean): void {
    for (let moved = true; moved && this.at < this.window.base + this.window.end; ) {
      switch (this.state) {
        case "between":
          this.stepBetween();
          break;
        case "record":
        case "rest":
          moved = this.stepObject(out);
          break;
        case "stray":
          moved = this.stepStray(out);
          break;
        case "lost":
          moved = this.stepLost(last);
          break;
      }
    }
  }

  private stepBetween(): void {
    const byte = this.byteAtScan();
    const char = String.fromCharCode(byte);
    if (" \t\r\n,".includes(char) || BYTE_ORDER_MARK.includes(byte)) this.at += 1;
    else if (char === "[" && this.list === "none") {
      this.list = "plain";
      this.at += 1;
    } else if (char === "]" && this.list !== "none") {
      this.at += 1;
      if (this.list === "envelope") {
        this.state = "rest";
        this.swapScans();
        this.scan.resumeAfterList();
      }
      this.list = "none";
    } else {
      this.begin = this.at;
      this.element += 1;
      this.state = char === "{" || char === "[" ? "record" : "stray";
      this.oversized = false;
      this.scan.start();
      this.watch.reset();
    }
  }

  private stepObject(out: DecodedItem[]): boolean {
    const { base, buffer, end } = this.window;
    const mayBeEnvelope = this.state === "record" && this.list === "none" && !this.oversized;
    const range = { from: this.at - base, to: end, recordStart: this.begin - base };
    const { stop, at } = this.scan.scan(buffer, range, mayBeEnvelope ? this.watch : undefined);
    this.at = base + at;
    if (this.state === "record" && !this.oversized && this.at - this.begin > this.context.limits.recordBytes) {
      this.oversized = true;
      const start = excerpt(buffer.subarray(range.recordStart, range.recordStart + EXCERPT_BYTES));
      out.push(tooLarge(this.position(), this.context.limits, start));
    }
    this.arrive(stop, out);
    return stop !== "more";
  }

  private arrive(stop: ScanStop, out: DecodedItem[]): void {
    switch (stop) {
      case "more":
        return;
      case "list":
        this.list = "envelope";
        this.state = "between";
        this.swapScans();
        this.element -= 1;
        return;
      case "closed":
        if (this.state === "record" && !this.oversized) this.record(out);
        this.state = "between";
        return;
      case "broken":
        if (this.state === "rest" || this.oversized) {
          this.lose(this.at);
          return;
        }
        this.broken(out);
        this.lose(this.begin + 1);
    }
  }

  private record(out: DecodedItem[]): void {
    const { base, buffer } = this.window;
    if (this.scan.emptyList && !this.watch.looksLikeRecord) {
      this.element -= 1;
      return;
    }
    const { limits } = this.context;
    const range = { start: this.begin - base, end: this.at - base };
    this.starts.learn(buffer, range.start, range.end);
    appendJson(out, buffer, range, { position: this.position(), limits, flagUtf8: true });
  }

  /** A broken record: the parser's message is more exact than the scan's, where the text up to the break is short. */
  private broken(out: DecodedItem[]): void {
    const { base, buffer, end } = this.window;
    const text = buffer.toString("utf8", this.begin - base, Math.min(end, this.at - base + 1));
    const parsed = parseRecord(text, this.context.limits);
    const detail = !parsed.ok && parsed.code === "not-json" ? parsed.detail : "not JSON: brackets or quotes do not match";
    this.fault(out, "not-json", detail);
    this.starts.learn(buffer, this.begin - base, Math.min(end, this.at - base + 1));
  }

  private stepStray(out: DecodedItem[]): boolean {
    const { base, buffer, end } = this.window;
    for (let i = this.at - base; i < end; i += 1) {
      if (!"\n,{]".includes(String.fromCharCode(buffer[i] ?? 0))) continue;
      // A closing bracket where no list is open is itself the stray value.
      this.at = base + i + (base + i === this.begin ? 1 : 0);
      this.stray(out);
      return true;
    }
    this.at = base + end;
    if (this.at - this.begin <= this.context.limits.recordBytes) return false;
    this.stray(out);
    this.state = "lost";
    return true;
  }

  private stray(out: DecodedItem[]): void {
    const { base, buffer } = this.window;
    const range = { start: this.begin - base, end: this.at - base };
    appendJson(out, buffer, range, { position: this.position(), limits: this.context.limits, flagUtf8: true });
    this.state = "between";
  }

  private swapScans(): void {
    [this.scan, this.envelope] = [this.envelope, this.scan];
  }

  /** Goes on searching at `from`, or where the scan is when hostile input has been scanned again often enough. */
  private lose(from: number): void {
    this.rescanned += this.at - from;
    if (this.rescanned <= RESCAN_FLOOR + this.at) this.at = from;
    this.state = "lost";
    this.oversized = false;
  }

  private stepLost(last: boolean): boolean {
    const { base, buffer, end } = this.window;
    const found = this.starts.search(buffer, this.at - base, end);
    this.at = base + (found.kind === "more" && last ? end : found.at);
    if (found.kind === "found") this.state = "between";
    return found.kind === "found";
  }

  private fault(out: DecodedItem[], code: FaultCode, detail: string): void {
    const { base, buffer, end } = this.window;
    const start = this.begin - base;
    // Only as far as was scanned: what lies behind depends on how the bytes arrived.
    const text = excerpt(buffer.subarray(start, Math.min(end, this.at - base + 1, start + EXCERPT_BYTES)));
    out.push({ kind: "fault", code, position: this.position(), detail, ...(text !== "" && { excerpt: text }) });
  }

  private position(): Position {
    const { file, offsets } = this.context;
    return offsets ? { file, record: this.element, offset: this.begin } : { file, record: this.element };
  }

  private byteAtScan(): number {
    return this.window.buffer[this.at - this.window.base] ?? 0;
  }
}
