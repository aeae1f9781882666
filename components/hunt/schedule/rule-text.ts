import type { Severity } from "#core/detection/finding";
import type { HuntLanguage } from "#features/hunt/schema";

/** Which column of a result names what. */
export interface EntityColumn {
  readonly kind: EntityKind;
  readonly column: string;
}

export const ENTITY_KINDS = ["host", "account", "process", "address"] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

export interface RuleDraft {
  readonly id: string;
  readonly language: HuntLanguage;
  readonly query: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly severity: Severity;
  /** `5m`, `1h`, `1d`. */
  readonly every: string;
  readonly lookBack: string;
  readonly mostAlerts: number;
  readonly entities: readonly EntityColumn[];
  /** `CommandAndControl`, as Sentinel writes it. */
  readonly tactics: readonly string[];
  /** `T1071.001`. */
  readonly techniques: readonly string[];
  /** ISO date. */
  readonly date: string;
}

/** Sentinel's names: https://learn.microsoft.com/azure/sentinel/entities-reference */
const ENTITY: { readonly [K in EntityKind]: { readonly type: string; readonly identifier: string } } = {
  host: { type: "Host", identifier: "FullName" },
  account: { type: "Account", identifier: "Name" },
  process: { type: "Process", identifier: "ProcessId" },
  address: { type: "IP", identifier: "Address" },
};

/** The rule as a file the import understands: Sentinel's YAML for KQL, Elastic's TOML for EQL, Sigma as it is. */
export function ruleFile(draft: RuleDraft): { readonly name: string; readonly text: string } {
  const stem =
    draft.title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 80) || "hunt";
  switch (draft.language) {
    case "kql":
      return { name: `${stem}.yaml`, text: sentinelYaml(draft) };
    case "eql":
      return { name: `${stem}.toml`, text: elasticToml(draft) };
    case "sigma":
      return { name: `${stem}.yml`, text: sigmaYaml(draft) };
  }
}

/** JSON's texts are YAML's and TOML's quoted texts too. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

function sentinelYaml(draft: RuleDraft): string {
  const lines = [
    `id: ${draft.id}`,
    `name: ${quoted(draft.title)}`,
    `description: ${quoted(draft.description)}`,
    `severity: ${draft.severity === "critical" ? "Critical" : draft.severity.slice(0, 1).toUpperCase() + draft.severity.slice(1)}`,
    "kind: Scheduled",
    `queryFrequency: ${draft.every}`,
    `queryPeriod: ${draft.lookBack}`,
    "triggerOperator: gt",
    "triggerThreshold: 0",
    `mostAlerts: ${draft.mostAlerts}`,
  ];
  if (draft.tactics.length > 0) lines.push("tactics:", ...draft.tactics.map((tactic) => `  - ${quoted(tactic)}`));
  if (draft.techniques.length > 0) lines.push("relevantTechniques:", ...draft.techniques.map((technique) => `  - ${quoted(technique)}`));
  lines.push(`query: ${block(draft.query)}`);
  if (draft.entities.length > 0) {
    lines.push("entityMappings:");
    for (const { kind, column } of draft.entities)
      lines.push(
        `  - entityType: ${ENTITY[kind].type}`,
        "    fieldMappings:",
        `      - identifier: ${ENTITY[kind].identifier}`,
        `        columnName: ${quoted(column)}`,
      );
  }
  lines.push("version: 1.0.0", "metadata:", "  author:", `    name: ${quoted(draft.author)}`);
  return `${lines.join("\n")}\n`;
}

/** A text over several lines as it is read best; one that such a block cannot hold is quoted. */
function block(text: string): string {
  const query = text.replace(/\r\n?/g, "\n").trimEnd();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a block of YAML cannot hold
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(query)) return quoted(query);
  return `|2-\n${query
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n")}`;
}

const RISK: { readonly [S in Severity]: number } = { informational: 5, low: 21, medium: 47, high: 73, critical: 99 };

function elasticToml(draft: RuleDraft): string {
  const query = draft.query.replace(/\r\n?/g, "\n").trim();
  const lines = [
    "[metadata]",
    `creation_date = "${draft.date.slice(0, 10).replaceAll("-", "/")}"`,
    'maturity = "production"',
    "",
    "[rule]",
    `author = [${quoted(draft.author)}]`,
    `description = ${quoted(draft.description)}`,
    `from = "now-${draft.lookBack}"`,
    `interval = "${draft.every}"`,
    'language = "eql"',
    `max_signals = ${draft.mostAlerts}`,
    `name = ${quoted(draft.title)}`,
    `risk_score = ${RISK[draft.severity]}`,
    `rule_id = "${draft.id}"`,
    // Elastic has no lower level.
    `severity = "${draft.severity === "informational" ? "low" : draft.severity}"`,
    'type = "eql"',
    query.includes("'''") || query.endsWith("'") ? `query = ${quoted(query)}` : `query = '''\n${query}\n'''`,
  ];
  for (const tactic of draft.tactics)
    lines.push("", "[[rule.threat]]", 'framework = "MITRE ATT&CK"', "[rule.threat.tactic]", 'id = ""', `name = ${quoted(tactic)}`);
  if (draft.techniques.length > 0) {
    lines.push("", "[[rule.threat]]", 'framework = "MITRE ATT&CK"');
    for (const technique of draft.techniques) lines.push("[[rule.threat.technique]]", `id = ${quoted(technique)}`, 'name = ""');
  }
  return `${lines.join("\n")}\n`;
}

const REPLACED = /^(?:title|id|level|description|author|date|tags)\s*:/;

/** The rule as written, with another head: what the dialog asks replaces what the text said of it. */
function sigmaYaml(draft: RuleDraft): string {
  const kept: string[] = [];
  let skips = false;
  for (const line of draft.query.replace(/\r\n?/g, "\n").trim().split("\n")) {
    if (/^\S/.test(line)) skips = REPLACED.test(line) || (skips && /^-\s/.test(line));
    if (!skips) kept.push(line);
  }
  const tags = [...draft.tactics.map((tactic) => tactic.replace(/([a-z])([A-Z])/g, "$1-$2")), ...draft.techniques].map(
    (name) => `attack.${name.toLowerCase()}`,
  );
  return `${[
    `title: ${quoted(draft.title)}`,
    `id: ${draft.id}`,
    `description: ${quoted(draft.description)}`,
    `author: ${quoted(draft.author)}`,
    `date: ${draft.date.slice(0, 10)}`,
    `level: ${draft.severity}`,
    ...(tags.length > 0 ? ["tags:", ...tags.map((tag) => `  - ${tag}`)] : []),
    ...kept,
  ].join("\n")}\n`;
}
