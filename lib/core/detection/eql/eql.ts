import type { Diagnostic } from "../diagnostic.ts";
import type { Pipe } from "../ir/pipe.ts";
import type { Plan } from "../ir/plan.ts";
import { scanPlan } from "../ir/scan-id.ts";
import type { PipeNode, QueryNode } from "./ast.ts";
import { ELASTICSEARCH, type EqlDialect } from "./dialect.ts";
import { slips } from "./field-slip.ts";
import { lowerEvent, lowerExpression } from "./lower-expression.ts";
import { lowerSeries, type Place } from "./lower-series.ts";
import { type LowerContext, lowerValue } from "./lower-value.ts";
import { parseEql } from "./parse.ts";
import { EqlFault } from "./token.ts";

/** An EQL query ready to run. */
export interface EqlQuery {
  readonly plan: Plan;
  /** What each place of a match holds; one place for a query of single events. */
  readonly places: readonly Place[];
  readonly pipes: readonly Pipe[];
  /** The categories it asks for, `any` among them, in the order written. */
  readonly categories: readonly string[];
  /** What is allowed but hardly meant. */
  readonly warnings: readonly Diagnostic[];
}

/** Longest query accepted; the longest published one has 20,000 characters. */
const MOST_CHARACTERS = 1_000_000;
/** Of one query; more help nobody. */
const MOST_WARNINGS = 20;

/** Compiles a query, or says what is wrong with it and where. Never throws on bad text. */
export function compileEql(text: string, dialect: EqlDialect = ELASTICSEARCH): EqlQuery | Diagnostic {
  try {
    if (text.length > MOST_CHARACTERS) throw new EqlFault("query-too-long", `a query has at most ${MOST_CHARACTERS} characters`, 0);
    const warnings: Diagnostic[] = [];
    const warn: LowerContext["warn"] = (code, message, at) => {
      if (warnings.length < MOST_WARNINGS) warnings.push({ severity: "warning", code, message, ...placeOf(text, at) });
    };
    const query = parseEql(text);
    const lowered = lowerQuery(query, { dialect, members: [], warn });
    for (const { name, meant, at } of slips(query))
      warn("unknown-field", `"${name}" is no field of ECS that is read here; did you mean "${meant}"?`, at);
    return { ...lowered, warnings };
  } catch (error) {
    if (!(error instanceof EqlFault)) throw error;
    return { severity: "error", code: error.code, message: error.message, ...placeOf(text, error.at) };
  }
}

function lowerQuery({ body, pipes }: QueryNode, context: LowerContext): Omit<EqlQuery, "warnings"> {
  const lowered =
    body.kind === "event" ? { plan: scanPlan(lowerEvent(body, context)), places: ["event" as const] } : lowerSeries(body, context);
  const events = body.kind === "event" ? [body] : body.steps.map((step) => step.query);
  const categories = [...new Set(events.map(({ category }) => category ?? "any"))];
  return { ...lowered, categories, pipes: pipes.map((pipe) => lowerPipe(pipe, context)) };
}

function lowerPipe(pipe: PipeNode, context: LowerContext): Pipe {
  switch (pipe.kind) {
    case "head":
    case "tail":
      return { kind: pipe.kind, count: pipe.count };
    case "filter":
      return { kind: pipe.kind, where: lowerExpression(pipe.where, context) };
    case "count":
    case "unique":
    case "unique_count":
    case "sort":
      return { kind: pipe.kind, by: pipe.by.map((key) => lowerValue(key, context)), fold: context.dialect.fold };
  }
}

/** The 1-based line and column (UTF-16 units) of an index. */
function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
