import { decodeBatches, isFault } from "#core/decode/decode";
import { decodeLines } from "#core/decode/decode-lines";
import type { DecodeFault } from "#core/decode/fault";
import type { RawRecord } from "#core/decode/record";
import type { RuleId } from "#core/detection/finding";
import type { CompiledRule } from "#core/detection/rule";
import type { RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import type { Judge } from "#core/exception/judge";
import { evidenceSubject } from "#core/exception/subject";
import { normalise } from "#core/normalise/normalise";
import type { FilePart } from "./file-parts.ts";
import { type FileSource, openFile } from "./file-source.ts";
import { findingLine } from "./finding-line.ts";
import { type CapturedHit, captureHits, type Watch } from "./watch.ts";

/** What one file gave. Times in milliseconds. */
export interface FileTally {
  readonly file: string;
  readonly records: number;
  readonly events: number;
  readonly faults: number;
  readonly findings: number;
  readonly silenced: number;
  readonly decoding: number;
  readonly matching: number;
  /** Lines for people about the first faults. */
  readonly problems: readonly string[];
  /** Whether nothing of the file could be used. */
  readonly isUnusable: boolean;
}

export interface Scanner {
  readonly rules: RuleSet;
  readonly judge: Judge;
  readonly watch: Watch;
  /** Milliseconds since the epoch: what exceptions expire by and what stands in for times that records lack. */
  readonly now: number;
}

/** Faults of one file named before the rest is only counted. */
const NAMED = 20;

/** Takes what a batch of records gave: findings as lines, and hits of rules that look at several events. */
export interface Outlet {
  write(lines: readonly string[]): Promise<void>;
  keep(hits: readonly CapturedHit[]): Promise<void>;
  /** Every event, in the order of its records. */
  see?(event: Event): void;
}

/** Scans a file, or some of its lines, and hands over what it finds in the order of its records; waits for each hand-over. Never throws on bad input. */
export async function scanFile(part: FilePart, scanner: Scanner, outlet: Outlet): Promise<FileTally> {
  const { file, stretch } = part;
  const tally = { file, records: 0, events: 0, faults: 0, findings: 0, silenced: 0, decoding: 0, matching: 0, isUnusable: false };
  const problems: string[] = [];
  const fault = ({ position, code, detail }: DecodeFault) => {
    tally.faults++;
    if (tally.faults <= NAMED) problems.push(`${position.file}:${position.record}: ${code}: ${detail}`);
  };
  const start = performance.now();
  let writing = 0;
  try {
    const source = await openFile(file);
    try {
      for await (const batch of batchesOf(source, part)) {
        const events: Event[] = [];
        for (const item of batch) {
          const event = isFault(item) ? item : normalise(item, { receivedAt: scanner.now * 1_000 });
          if (!isFault(item)) tally.records++;
          if ("kind" in event) fault(event);
          else events.push(event);
        }
        tally.events += events.length;
        if (outlet.see) for (const event of events) outlet.see(event);
        // Timed by the batch: two looks at the clock cost a thirtieth of what most events do.
        const before = performance.now();
        const found = events.map((event) => scanner.rules.match(event));
        tally.matching += performance.now() - before;
        const { lines, kept, silenced } = evidenceOf(events, found, scanner);
        tally.silenced += silenced;
        tally.findings += lines.length;
        const matched = performance.now();
        if (lines.length > 0) await outlet.write(lines);
        if (kept.length > 0) await outlet.keep(kept);
        writing += performance.now() - matched;
      }
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    tally.isUnusable = true;
    problems.push(`${file}: unreadable: ${error.message}`);
  }
  if (!stretch) closeTally(tally, problems);
  tally.decoding = performance.now() - start - tally.matching - writing;
  return { ...tally, problems };
}

interface Evidence {
  readonly lines: readonly string[];
  readonly kept: readonly CapturedHit[];
  readonly silenced: number;
}

/** What the rules that fired on events say of them, and what is kept for rules over several. */
function evidenceOf(events: readonly Event[], found: readonly (readonly CompiledRule[])[], scanner: Scanner): Evidence {
  const lines: string[] = [];
  const kept: CapturedHit[] = [];
  let silenced = 0;
  for (const [at, event] of events.entries()) {
    const rules = found[at] ?? [];
    if (rules.length === 0) continue;
    kept.push(...captureHits(rules, event, scanner.watch, (id, step) => isSilenced(id, event, scanner, step)));
    for (const rule of rules) {
      if (rule.isSilent) continue;
      if (isSilenced(rule.id, event, scanner)) silenced++;
      else lines.push(findingLine(rule, event));
    }
  }
  return { lines, kept, silenced };
}

function batchesOf(source: FileSource, { file, stretch }: FilePart): AsyncIterable<readonly (RawRecord | DecodeFault)[]> {
  if (!stretch) return decodeBatches(source, { file, lazy: true });
  return decodeLines(source.stretch(stretch.start.offset, stretch.end), { file, start: stretch.start });
}

/** What is said of a file as a whole. */
function closeTally(
  tally: { readonly file: string; readonly faults: number; readonly events: number; isUnusable: boolean },
  problems: string[],
): void {
  if (tally.faults > NAMED) problems.push(`${tally.file}: and ${tally.faults - NAMED} faults more`);
  if (tally.events === 0 && tally.faults > 0) tally.isUnusable = true;
}

/** What the stretches of one file gave together, in their order. */
export function joinTallies(parts: readonly FileTally[]): FileTally {
  const sum = (pick: (tally: FileTally) => number) => parts.reduce((total, tally) => total + pick(tally), 0);
  const tally = {
    file: parts[0]?.file ?? "",
    records: sum((part) => part.records),
    events: sum((part) => part.events),
    faults: sum((part) => part.faults),
    findings: sum((part) => part.findings),
    silenced: sum((part) => part.silenced),
    decoding: sum((part) => part.decoding),
    matching: sum((part) => part.matching),
    isUnusable: parts.some((part) => part.isUnusable),
  };
  const problems = parts.flatMap((part) => part.problems).slice(0, NAMED);
  closeTally(tally, problems);
  return { ...tally, problems };
}

export function isSilenced(rule: RuleId, event: Event, { judge, now }: Pick<Scanner, "judge" | "now">, step?: string): boolean {
  return judge.silencedBy(evidenceSubject(rule, event, null), now, step).length > 0;
}
