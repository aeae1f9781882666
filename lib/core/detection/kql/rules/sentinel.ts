import { severityNamed, titleOfFile } from "../../comment-head.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import type { Micros } from "../../ir/plan.ts";
import { type CompiledRule, ruleId, type Schedule } from "../../rule.ts";
import type { EntityMapping, Trigger } from "../../rule-details.ts";
import { member, readYaml, YamlFault, type YamlNode } from "../../yaml.ts";
import { positionOf } from "../syntax/refusal.ts";
import { attackTags, attackThreat } from "./attack.ts";
import { durationOf } from "./duration.ts";
import { type QueryRule, queryRule } from "./query-rule.ts";
import { scalarPlacement } from "./scalar-placement.ts";

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Whether a YAML text is a Sentinel rule and not one of Sigma: it has a query and no detection. */
export function isSentinelYaml(text: string): boolean {
  return /^query\s*:/m.test(text) && !/^(?:detection|correlation|filter|logsource)\s*:/m.test(text);
}

/**
 * A Sentinel analytic rule (`kind: Scheduled` or `NRT`), or a hunting query, which has no schedule. Never throws on bad text.
 * https://learn.microsoft.com/azure/sentinel/sentinel-analytic-rules-creation
 */
export function readSentinelFile(source: Source): { readonly rules: readonly CompiledRule[]; readonly diagnostics: readonly Diagnostic[] } {
  const { text } = source;
  const error = (code: string, message: string, at: number): Diagnostic => ({ severity: "error", code, message, ...positionOf(text, at) });
  try {
    const roots = readYaml(text);
    return { rules: roots.map((root) => ruleOf(source, root, error)), diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof YamlFault)) throw fault;
    return { rules: [], diagnostics: [error(fault.code, fault.message, fault.offset)] };
  }
}

type Complain = (code: string, message: string, at: number) => Diagnostic;

function ruleOf({ file, text }: Source, root: YamlNode, error: Complain): CompiledRule {
  const said = (key: string) => textOf(member(root, key));
  const errors: Diagnostic[] = [];
  const complain = (code: string, message: string, key: string) =>
    errors.push(error(code, message, member(root, key)?.offset ?? root.offset));
  const kind = said("kind") ?? "";
  if (!["", "scheduled", "nrt"].includes(kind.toLowerCase())) {
    complain("unsupported-kind", `a rule of kind ${kind} is not a query of one's own; Scheduled and NRT are supported`, "kind");
  }
  const node = member(root, "query");
  const query = queryOf(node, text);
  if (!query) complain("no-query", "the rule has no query", "query");
  const schedule = scheduleOf(said, complain);
  const trigger = triggerOf(said, complain);
  const [tactics, techniques] = [textsOf(member(root, "tactics")), textsOf(member(root, "relevantTechniques"))];
  const entityMappings = entitiesOf(member(root, "entityMappings"));
  const plan = errors.length === 0 ? (query?.plan ?? null) : null;
  const version = said("version");
  return {
    id: ruleId(said("id"), text),
    title: said("name") ?? titleOfFile(file),
    language: "kql",
    severity: severityNamed(said("severity")),
    status: said("status") ?? "",
    description: (said("description") ?? "")
      .trim()
      .replace(/^'(.*)'$/s, "$1")
      .trim(),
    author: textOf(member(member(member(root, "metadata"), "author"), "name")) ?? "",
    references: [],
    tags: [...attackTags(tactics, techniques), ...textsOf(member(root, "tags"))],
    falsePositives: [],
    logSource: plan?.tables.join(", ") ?? "",
    source: text,
    file,
    plan,
    ...(schedule ? { schedule } : {}),
    details: {
      type: kind === "" ? "hunting query" : kind,
      ...(version === undefined ? {} : { authorVersion: version }),
      threat: attackThreat(tactics, techniques),
      ...(entityMappings.length > 0 ? { entityMappings } : {}),
      ...(trigger ? { trigger } : {}),
    },
    diagnostics: [...errors, ...(query?.diagnostics ?? [])],
  };
}

function queryOf(node: YamlNode | undefined, text: string): QueryRule | undefined {
  if (node?.kind !== "scalar" || node.text.trim() === "") return undefined;
  return queryRule(node.text, scalarPlacement(text, node));
}

type Said = (key: string) => string | undefined;
type ComplainAt = (code: string, message: string, key: string) => void;

/** Sentinel raises at most 150 alerts an execution; a near-real-time rule looks at what arrived in the minute before. */
const MOST_ALERTS = 150;
const MINUTE: Micros = 60_000_000;

function scheduleOf(said: Said, complain: ComplainAt): Schedule | undefined {
  const mostAlerts = mostAlertsOf(said, complain);
  if (said("kind")?.toLowerCase() === "nrt") return { every: MINUTE, lookBack: MINUTE, mostAlerts };
  const span = (key: string): Micros | undefined => {
    const written = said(key);
    const read = written === undefined ? undefined : durationOf(written);
    if (written !== undefined && read === undefined) complain("bad-duration", `${written} is no span of time such as 1h or PT5M`, key);
    return read;
  };
  const every = span("queryFrequency");
  const lookBack = span("queryPeriod") ?? every;
  return every === undefined || lookBack === undefined ? undefined : { every, lookBack, mostAlerts };
}

/** `mostAlerts` is Callout's own key, for rules saved from a hunt. */
function mostAlertsOf(said: Said, complain: ComplainAt): number {
  const written = said("mostAlerts");
  if (written === undefined) return MOST_ALERTS;
  const most = Number(written);
  if (Number.isInteger(most) && most > 0) return most;
  complain("bad-limit", "mostAlerts is a whole number above zero", "mostAlerts");
  return MOST_ALERTS;
}

const COMPARES: ReadonlyMap<string, Trigger["compare"]> = new Map([
  ["gt", ">"],
  ["greaterthan", ">"],
  ["lt", "<"],
  ["lessthan", "<"],
  ["eq", "="],
  ["equal", "="],
  ["ne", "!="],
  ["notequal", "!="],
]);

/** Without one, more than no row fires. */
function triggerOf(said: Said, complain: ComplainAt): Trigger | undefined {
  const operator = said("triggerOperator");
  const threshold = said("triggerThreshold");
  if (operator === undefined && threshold === undefined) return undefined;
  const compare = COMPARES.get((operator ?? "gt").toLowerCase());
  const bound = Number(threshold ?? 0);
  if (!compare) complain("bad-trigger", `there is no triggerOperator ${operator}; gt, lt, eq and ne there are`, "triggerOperator");
  if (!Number.isInteger(bound) || bound < 0) complain("bad-trigger", "triggerThreshold is a whole number of rows", "triggerThreshold");
  return compare && Number.isInteger(bound) ? { compare, bound } : undefined;
}

function entitiesOf(node: YamlNode | undefined): readonly EntityMapping[] {
  if (node?.kind !== "list") return [];
  return node.items.flatMap((item) => {
    const entityType = textOf(member(item, "entityType"));
    const mappings = member(item, "fieldMappings");
    if (entityType === undefined || mappings?.kind !== "list") return [];
    const fields = mappings.items.flatMap((field) => {
      const [identifier, column] = [textOf(member(field, "identifier")), textOf(member(field, "columnName"))];
      return identifier === undefined || column === undefined ? [] : [{ identifier, column }];
    });
    return [{ entityType, fields }];
  });
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null && node.text !== "" ? node.text : undefined;
}

function textsOf(node: YamlNode | undefined): readonly string[] {
  if (node?.kind === "scalar") return node.value === null ? [] : [node.text];
  return node?.kind === "list" ? node.items.flatMap((item) => textOf(item) ?? []) : [];
}
