import type { z } from "zod";
import type { Plan } from "../ir/plan.ts";
import type { LogSource } from "./logsource.ts";
import { printLogSource } from "./logsource.ts";
import { lowerRule } from "./lower.ts";
import type { Placeholders } from "./modifiers.ts";
import { nodeAt, plain } from "./plain.ts";
import type { Report } from "./report.ts";
import { HARMLESS_WHEN_WRONG, SigmaRule } from "./schema.ts";
import { member, type YamlMap } from "./yaml.ts";

/** What a Sigma document says; `plan` is undefined when the report has the errors that refuse it. */
export interface SigmaDocument {
  readonly id: string | undefined;
  readonly title: string;
  readonly severity: NonNullable<SigmaRule["level"]>;
  readonly status: string;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly logSource: string;
  readonly plan: Plan | undefined;
}

/** Kinds of Sigma document other than a rule over single events, and the code that says so. */
const OTHER_KINDS: readonly (readonly [string, string, string])[] = [
  ["correlation", "unsupported-correlation", "correlation rules are not supported yet"],
  ["filter", "unsupported-filter", "Sigma filters are not supported yet: use an exception"],
  ["action", "unsupported-collection", "rule collections with `action` are not supported: write whole rules"],
];

/** Reads one document of a Sigma file (specification 2.1). Everything wrong with it goes to the report. */
export function readSigma(root: YamlMap, report: Report, placeholders: Placeholders): SigmaDocument {
  const other = OTHER_KINDS.find(([key]) => member(root, key));
  if (other) report.error(other[1], other[2], root.entries.find(({ key }) => key.text === other[0])?.key.offset ?? root.offset);
  const head = other ? partial(root) : readHead(root, report);
  const source = head.logsource ?? {};
  const logSource: LogSource = {
    product: source.product?.toLowerCase(),
    category: source.category?.toLowerCase(),
    service: source.service?.toLowerCase(),
  };
  const plan = other || report.hasErrors ? undefined : lowerRule(root, logSource, { report, placeholders });
  return {
    id: head.id,
    title: head.title ?? "Untitled",
    severity: head.level ?? "medium",
    status: head.status ?? "experimental",
    description: head.description ?? "",
    author: [head.author ?? ""].flat().join(", "),
    references: head.references ?? [],
    tags: head.tags ?? [],
    falsePositives: head.falsepositives ?? [],
    logSource: printLogSource(logSource),
    plan: report.hasErrors ? undefined : plan,
  };
}

const Head = SigmaRule.partial();
type Head = z.infer<typeof Head>;

/** Reads the head member by member: one wrong member must not hide the others. */
function readHead(root: YamlMap, report: Report): Head {
  const result = SigmaRule.safeParse(plain(root));
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const [first = ""] = issue.path;
    const isMissing = member(root, String(first)) === undefined;
    const place = isMissing ? root.offset : nodeAt(root, issue.path).offset;
    const message = isMissing ? `the rule has no "${String(first)}"` : `${issue.path.map(String).join(".")}: ${issue.message}`;
    if (HARMLESS_WHEN_WRONG.has(first)) report.warning(`bad-${String(first)}`, message, place);
    else report.error(isMissing ? `missing-${String(first)}` : `bad-${String(first)}`, message, place);
  }
  return partial(root);
}

function partial(root: YamlMap): Head {
  const head: Record<string, unknown> = {};
  const shape = SigmaRule.shape;
  for (const [name, schema] of Object.entries(shape)) {
    const value = member(root, name);
    const parsed = value && schema.safeParse(plain(value));
    if (parsed?.success) head[name] = parsed.data;
  }
  return Head.safeParse(head).data ?? {};
}
