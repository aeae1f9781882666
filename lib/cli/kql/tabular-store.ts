import type { RuleId } from "#core/detection/finding";
import { refusalOf, runQuery } from "#core/detection/kql/query";
import { isTriggered, type RowFinding, rowFinding } from "#core/detection/kql/rules/row-finding";
import type { Row } from "#core/detection/kql/run/row";
import { heldCatalog } from "#core/detection/kql/tables/catalog";
import { EventTables } from "#core/detection/kql/tables/held-tables";
import { type TableNeed, tableNeeds } from "#core/detection/kql/tables/table-needs";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import type { CompiledRule } from "#core/detection/rule";
import { isTabular } from "#core/detection/stateful";
import type { EpochMicros, Event } from "#core/event/event";
import { type Piece, statefulLine } from "../finding-line.ts";
import type { outsideOf } from "./outside.ts";

export interface TabularFindings {
  readonly lines: readonly string[];
  /** Findings all of whose events an exception silences. */
  readonly silenced: number;
  /** What keeps a rule from being answered. */
  readonly problems: readonly string[];
  /** What the reader must know of the answers. */
  readonly notices: readonly string[];
}

interface Seen extends Piece {
  readonly host: string;
  readonly at: EpochMicros;
  readonly silencedFor: readonly RuleId[];
}

/** Events kept for rules that are queries; at about a kilobyte each they stay below a few gigabytes. */
const MOST_EVENTS = 3_000_000;

/** Holds the events that queries read, as rows of their tables, until the last file is read; then asks. */
export class TabularStore {
  private readonly rules: readonly CompiledRule[];
  private readonly tables: EventTables;
  private readonly seen = new Map<string, Seen>();
  private latest = Number.NEGATIVE_INFINITY;
  private dropped = 0;

  private constructor(
    rules: readonly CompiledRule[],
    needs: ReadonlyMap<string, TableNeed>,
    private readonly isSilenced: (rule: RuleId, event: Event) => boolean,
  ) {
    this.rules = rules;
    this.tables = new EventTables(needs);
  }

  static async create(rules: readonly CompiledRule[], isSilenced: (rule: RuleId, event: Event) => boolean): Promise<TabularStore> {
    const queries = rules.filter((rule) => isTabular(rule) && !rule.isSilent);
    const needs = await tableNeeds(queries.flatMap(({ plan }) => (plan?.op === "query" ? [plan.text] : [])));
    return new TabularStore(queries, needs, isSilenced);
  }

  get isNeeded(): boolean {
    return this.rules.length > 0;
  }

  see(event: Event): void {
    if (!this.isNeeded) return;
    if (event.timestampQuality === "ok" || this.latest === Number.NEGATIVE_INFINITY) this.latest = Math.max(this.latest, event.timestamp);
    if (this.seen.size >= MOST_EVENTS) {
      this.dropped++;
      return;
    }
    if (this.seen.has(event.id) || !this.tables.take(event)) return;
    const { file, record } = event.record.position;
    const silencedFor = this.rules.flatMap(({ id }) => (this.isSilenced(id, event) ? [id] : []));
    this.seen.set(event.id, { file, record, event_id: event.id, host: event.host.name, at: event.timestamp, silencedFor });
  }

  /** Runs every rule. `now` in ticks: what the queries call so; without it, the instant after the latest event, which is said. */
  async findings(
    now: bigint | undefined,
    present: EpochMicros,
    mostEvidence: number,
    outside: ReturnType<typeof outsideOf>,
  ): Promise<TabularFindings> {
    const lines: string[] = [];
    const problems: string[] = [];
    const notices = new Set<string>();
    let silenced = 0;
    if (this.dropped > 0) problems.push(`${this.dropped} events beyond ${MOST_EVENTS} were not looked at by rules that are queries`);
    const latest = Math.min(this.latest, present);
    const at = now ?? EPOCH_TICKS + (BigInt(Number.isFinite(latest) ? latest : present) + 1n) * 10n;
    if (now === undefined && this.isNeeded) {
      notices.add(`for rules that are queries, now() is the time of the latest event, ${isoOf(latest)}; --now gives another`);
    }
    const catalog = heldCatalog(this.tables.tables());
    for (const rule of this.rules) {
      if (rule.plan?.op !== "query") continue;
      const { text } = rule.plan;
      const answer = await runQuery(text, { catalog, now: at, outside });
      if (!answer.ok) {
        problems.push(`${rule.file}: ${answer.diagnostic.code}: ${rule.title}: ${answer.diagnostic.message}`);
        continue;
      }
      for (const notice of answer.notices) notices.add(notice);
      const rows: Row[] = [];
      try {
        for await (const batch of answer.rows) for (const row of batch) rows.push(row);
      } catch (error) {
        const { code, message } = refusalOf(error, text);
        problems.push(`${rule.file}: ${code}: ${rule.title}: ${message}`);
        continue;
      }
      if (!isTriggered(rule.details?.trigger, rows.length)) continue;
      for (const row of rows) {
        const finding = rowFinding(answer.columns, row);
        const pieces = finding.evidence.flatMap((id) => this.seen.get(id) ?? []);
        if (pieces.length > 0 && pieces.every(({ silencedFor }) => silencedFor.includes(rule.id))) silenced++;
        else lines.push(this.line(rule, finding, pieces, mostEvidence, present));
      }
    }
    return { lines, silenced, problems, notices: [...notices] };
  }

  private line(rule: CompiledRule, { at, cells }: RowFinding, seen: readonly Seen[], mostEvidence: number, present: EpochMicros): string {
    const last = seen.reduce<Seen | undefined>((latest, piece) => (latest && latest.at > piece.at ? latest : piece), undefined);
    const finding = { rule: rule.id, at: at ?? last?.at ?? present, evidence: [], cells, why: [] };
    const evidence = seen.map(({ file, record, event_id }): Piece => ({ file, record, event_id }));
    return statefulLine(rule, finding, { host: last?.host ?? hostIn(cells), evidence, mostEvidence });
  }
}

/** A row made of no event may still name its host. */
function hostIn(cells: RowFinding["cells"]): string {
  const name = cells.DeviceName ?? cells.Computer;
  return typeof name === "string" ? name : "";
}

function isoOf(micros: EpochMicros): string {
  const date = new Date(Math.floor(micros / 1_000));
  return Number.isNaN(date.getTime()) ? "the present" : date.toISOString();
}
