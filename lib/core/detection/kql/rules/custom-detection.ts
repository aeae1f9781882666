import { severityNamed, titleOfFile } from "../../comment-head.ts";
import type { Diagnostic } from "../../diagnostic.ts";
import type { Micros } from "../../ir/plan.ts";
import { type CompiledRule, ruleId, type Schedule } from "../../rule.ts";
import type { EntityMapping } from "../../rule-details.ts";
import { attackTags, attackThreat } from "./attack.ts";
import { durationOf } from "./duration.ts";
import { jsonPlacement, stringValues } from "./json-placement.ts";
import { queryRule } from "./query-rule.ts";

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Whether a JSON text holds custom detections of Defender. */
export function isCustomDetection(text: string): boolean {
  return /"queryCondition"\s*:\s*\{/.test(text) && /"queryText"\s*:/.test(text);
}

const HOUR: Micros = 3_600_000_000;
const MINUTE: Micros = 60_000_000;
/** How far back each frequency looks. https://learn.microsoft.com/defender-xdr/custom-detection-rules */
const LOOK_BACK: readonly (readonly [every: Micros, lookBack: Micros])[] = [
  [HOUR, 4 * HOUR],
  [3 * HOUR, 12 * HOUR],
  [12 * HOUR, 48 * HOUR],
  [24 * HOUR, 30 * 24 * HOUR],
];
const MOST_ALERTS = 100;

/**
 * Custom detections as the Graph API gives them: one, a list, or a page of a listing (`value`). Never throws on bad text.
 * https://learn.microsoft.com/graph/api/resources/security-detectionrule
 */
export function readCustomDetections({ file, text }: Source): {
  readonly rules: readonly CompiledRule[];
  readonly diagnostics: readonly Diagnostic[];
} {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { rules: [], diagnostics: [{ severity: "error", code: "bad-json", message, line: 1, column: 1 }] };
  }
  const page = Array.isArray(whole) ? whole : at(whole, "value");
  const items: readonly unknown[] = Array.isArray(page) ? page : [whole];
  const quotes = stringValues(text, "queryText");
  const rules: CompiledRule[] = [];
  const diagnostics: Diagnostic[] = [];
  let next = 0;
  for (const item of items) {
    const query = at(item, "queryCondition", "queryText");
    if (typeof query === "string") {
      const source = items.length === 1 ? text : JSON.stringify(item, null, 2);
      rules.push(ruleOf(file, item, query, source, jsonPlacement(text, quotes[next++] ?? 0)));
    } else diagnostics.push({ severity: "error", code: "no-query", message: "a detection has no queryText", line: 1, column: 1 });
  }
  return { rules, diagnostics };
}

function ruleOf(file: string, item: unknown, query: string, source: string, place: Parameters<typeof queryRule>[1]): CompiledRule {
  const template = at(item, "detectionAction", "alertTemplate");
  const { plan, diagnostics } = queryRule(query, place);
  const schedule = scheduleOf(item);
  const category = textAt(template, "category");
  const techniques = textsAt(template, "mitreTechniques");
  const tactics =
    category === undefined || /^(?:malware|ransomware|suspicious ?activity|unwanted ?software)$/i.test(category) ? [] : [category];
  const id = textAt(item, "detectorId") ?? textAt(item, "id");
  const actions = textAt(template, "recommendedActions");
  const entityMappings = assetsOf(at(template, "impactedAssets"));
  const enabled = at(item, "isEnabled");
  const misses = schedule === undefined && at(item, "schedule") !== undefined;
  const wrong: Diagnostic = {
    severity: "warning",
    code: "bad-duration",
    message: "the schedule's period is not one there is",
    ...place(1, 1),
  };
  return {
    id: ruleId(id, query),
    title: textAt(template, "title") ?? textAt(item, "displayName") ?? titleOfFile(file),
    language: "kql",
    severity: severityNamed(textAt(template, "severity")),
    status: "",
    description: textAt(template, "description") ?? "",
    author: textAt(item, "createdBy") ?? "",
    references: [],
    tags: attackTags(tactics, techniques),
    falsePositives: [],
    logSource: plan?.tables.join(", ") ?? "",
    source,
    file,
    plan,
    ...(schedule ? { schedule } : {}),
    details: {
      type: "custom detection",
      threat: attackThreat(tactics, techniques),
      ...(actions === undefined ? {} : { note: actions }),
      ...(entityMappings.length > 0 ? { entityMappings } : {}),
      ...(typeof enabled === "boolean" ? { isEnabled: enabled } : {}),
    },
    diagnostics: misses ? [...diagnostics, wrong] : diagnostics,
  };
}

/** `period` is one of 0 (continuous), 1H, 3H, 12H, 24H; newer rules say `frequency` and `lookback` in ISO 8601. */
function scheduleOf(item: unknown): Schedule | undefined {
  const written = textAt(item, "schedule", "period") ?? textAt(item, "schedule", "frequency");
  if (written === undefined) return undefined;
  if (/^(?:0|PT0[SMH]|P0D)$/i.test(written)) return { every: MINUTE, lookBack: HOUR, mostAlerts: MOST_ALERTS };
  const every = durationOf(written);
  if (every === undefined) return undefined;
  const said = durationOf(textAt(item, "schedule", "lookback") ?? "");
  const lookBack = said ?? LOOK_BACK.find(([frequency]) => every <= frequency)?.[1] ?? every;
  return { every, lookBack, mostAlerts: MOST_ALERTS };
}

/** `impactedDeviceAsset` with `deviceId` is the column DeviceId of a device. */
function assetsOf(node: unknown): readonly EntityMapping[] {
  if (!Array.isArray(node)) return [];
  return node.flatMap((asset) => {
    const entityType = /impacted(\w+?)Asset/i.exec(textAt(asset, "@odata.type") ?? "")?.[1];
    const identifier = textAt(asset, "identifier");
    if (entityType === undefined || identifier === undefined) return [];
    const column = identifier.charAt(0).toUpperCase() + identifier.slice(1);
    return [{ entityType: ENTITIES.get(entityType.toLowerCase()) ?? entityType, fields: [{ identifier, column }] }];
  });
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["device", "Host"],
  ["user", "Account"],
  ["mailbox", "Mailbox"],
]);

function at(node: unknown, ...path: readonly string[]): unknown {
  let value = node;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function textAt(node: unknown, ...path: readonly string[]): string | undefined {
  const value = at(node, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function textsAt(node: unknown, ...path: readonly string[]): readonly string[] {
  const value = at(node, ...path);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
