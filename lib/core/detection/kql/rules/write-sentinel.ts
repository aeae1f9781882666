import { dump } from "js-yaml";
import type { Severity } from "../../finding.ts";
import type { Micros } from "../../ir/plan.ts";
import type { EntityMapping, Trigger } from "../../rule-details.ts";

/** A query that somebody wants as a detection. */
export interface ScheduledQuery {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly query: string;
  readonly severity: Severity;
  readonly every: Micros;
  readonly lookBack: Micros;
  /** `T1059.001`. */
  readonly techniques: readonly string[];
  /** `LateralMovement`. */
  readonly tactics: readonly string[];
  readonly entities: readonly EntityMapping[];
  readonly trigger?: Trigger;
}

const OPERATORS: { readonly [C in Trigger["compare"]]: string } = { ">": "gt", ">=": "gt", "<": "lt", "<=": "lt", "=": "eq", "!=": "ne" };

/** The query as a Sentinel analytic rule in YAML: `readSentinelFile` reads it back as it was. */
export function writeScheduledQuery(rule: ScheduledQuery): string {
  const { compare, bound } = rule.trigger ?? { compare: ">", bound: 0 };
  const inclusive = compare === ">=" ? -1 : compare === "<=" ? 1 : 0;
  const document = {
    id: rule.id,
    name: rule.title,
    description: rule.description,
    severity: rule.severity.charAt(0).toUpperCase() + rule.severity.slice(1),
    kind: "Scheduled",
    queryFrequency: spanOf(rule.every),
    queryPeriod: spanOf(rule.lookBack),
    triggerOperator: OPERATORS[compare],
    triggerThreshold: bound + inclusive,
    tactics: [...rule.tactics],
    relevantTechniques: [...rule.techniques],
    query: rule.query,
    entityMappings: rule.entities.map(({ entityType, fields }) => ({
      entityType,
      fieldMappings: fields.map(({ identifier, column }) => ({ identifier, columnName: column })),
    })),
    version: "1.0.0",
  };
  return dump(document, { lineWidth: -1 });
}

const UNITS: readonly (readonly [string, Micros])[] = [
  ["d", 86_400_000_000],
  ["h", 3_600_000_000],
  ["m", 60_000_000],
  ["s", 1_000_000],
];

function spanOf(micros: Micros): string {
  const [unit, size] = UNITS.find(([, one]) => micros >= one && micros % one === 0) ?? ["s", 1_000_000];
  return `${Math.max(1, Math.round(micros / size))}${unit}`;
}
