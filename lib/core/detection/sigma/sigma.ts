import type { z } from "zod";
import type { Expr } from "../ir/expr.ts";
import { member, type YamlMap } from "../yaml.ts";
import { type Correlation, readCorrelation } from "./correlation.ts";
import { type Filter, readFilter } from "./filter.ts";
import type { ItemContext } from "./item.ts";
import type { LogSource } from "./logsource.ts";
import { printLogSource } from "./logsource.ts";
import { lowerRule } from "./lower.ts";
import { nodeAt, plain } from "./plain.ts";
import type { Report } from "./report.ts";
import { HARMLESS_WHEN_WRONG, SigmaRule } from "./schema.ts";

/** What people see of a Sigma document. */
export interface SigmaHead {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string;
  /** Undefined: the document does not say. */
  readonly level: SigmaRule["level"];
  readonly status: string;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly source: LogSource;
  readonly logSource: string;
}

/** What a Sigma document means by itself; undefined when the report has the errors that refuse it. */
export type SigmaBody =
  | { readonly kind: "rule"; readonly where: Expr | undefined }
  | { readonly kind: "correlation"; readonly correlation: Correlation | undefined }
  | { readonly kind: "filter"; readonly filter: Filter | undefined };

export interface SigmaDocument {
  readonly head: SigmaHead;
  readonly body: SigmaBody;
}

/** Reads one document of a Sigma file (specification 2.1). Everything wrong with it goes to the report. */
export function readSigma(root: YamlMap, context: ItemContext): SigmaDocument {
  const { report } = context;
  const kind = member(root, "correlation") ? "correlation" : member(root, "filter") ? "filter" : "rule";
  const action = root.entries.find(({ key }) => key.text === "action");
  if (action) {
    report.error("unsupported-collection", "rule collections with `action` are not supported: write whole rules", action.key.offset);
  }
  const read = action ? partial(root) : readHead(root, report, kind);
  const source: LogSource = {
    product: read.logsource?.product?.toLowerCase(),
    category: read.logsource?.category?.toLowerCase(),
    service: read.logsource?.service?.toLowerCase(),
  };
  const taxonomy = member(root, "taxonomy");
  if (taxonomy?.kind === "scalar" && taxonomy.text.toLowerCase() !== "sigma") {
    report.warning("custom-taxonomy", `the taxonomy "${taxonomy.text}" is unknown: names are read as they are written`, taxonomy.offset);
  }
  const head: SigmaHead = {
    id: read.id,
    name: read.name,
    title: read.title ?? "Untitled",
    level: read.level,
    status: read.status ?? "experimental",
    description: read.description ?? "",
    author: [read.author ?? ""].flat().join(", "),
    references: read.references ?? [],
    tags: read.tags ?? [],
    falsePositives: read.falsepositives ?? [],
    source,
    logSource: printLogSource(source),
  };
  return { head, body: bodyOf(kind, root, source, context) };
}

function bodyOf(kind: SigmaBody["kind"], root: YamlMap, source: LogSource, context: ItemContext): SigmaBody {
  const { report } = context;
  const isRefused = report.hasErrors;
  switch (kind) {
    case "rule": {
      const where = isRefused ? undefined : lowerRule(root, source, context);
      return { kind, where: report.hasErrors ? undefined : where };
    }
    case "correlation": {
      const correlation = isRefused ? undefined : readCorrelation(member(root, kind) ?? root, report);
      return { kind, correlation: report.hasErrors ? undefined : correlation };
    }
    case "filter": {
      const filter = isRefused ? undefined : readFilter(member(root, kind) ?? root, source, context);
      return { kind, filter: report.hasErrors ? undefined : filter };
    }
  }
}

const Head = SigmaRule.partial();
type Head = z.infer<typeof Head>;

const SCHEMAS: { readonly [K in SigmaBody["kind"]]: z.ZodType<Head> } = {
  rule: SigmaRule,
  correlation: SigmaRule.partial({ logsource: true, detection: true }),
  filter: SigmaRule.partial({ detection: true }),
};

/** Reads the head member by member: one wrong member must not hide the others. */
function readHead(root: YamlMap, report: Report, kind: SigmaBody["kind"]): Head {
  const result = SCHEMAS[kind].safeParse(plain(root));
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
