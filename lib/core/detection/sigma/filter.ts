import { type Expr, FALSE } from "../ir/expr.ts";
import { simplify } from "../ir/simplify.ts";
import { member, type YamlMap, type YamlNode } from "../yaml.ts";
import { parseCondition } from "./condition.ts";
import type { ItemContext } from "./item.ts";
import type { LogSource } from "./logsource.ts";
import { lowerConditions } from "./lower.ts";
import { type Reference, referencesIn } from "./reference.ts";
import type { Report } from "./report.ts";
import { lowerSelection } from "./selection.ts";

/** What a filter adds to the rules it names. */
export interface Filter {
  readonly rules: readonly Reference[] | "any";
  readonly source: LogSource;
  readonly where: Expr;
}

/** Reads `filter:` (specification 2.1.0, "Global Filter"). Its condition is AND-ed to that of every rule it applies to. */
export function readFilter(node: YamlNode, source: LogSource, context: ItemContext): Filter | undefined {
  const { report } = context;
  if (node.kind !== "map") {
    report.error("bad-filter", "a filter is a map of rules, selections and a condition", node.offset);
    return undefined;
  }
  const rules = rulesIn(node, report);
  const entries = node.entries.filter(({ key }) => key.text !== "rules" && key.text !== "condition");
  const selections = new Map(entries.map(({ key, value }) => [key.text, lowerSelection(value, `filter.${key.text}`, context)]));
  const condition = member(node, "condition");
  if (condition?.kind !== "scalar") {
    report.error("missing-condition", "the filter has no condition, or it is no text", condition?.offset ?? node.offset);
    return undefined;
  }
  const where = lowerConditions(condition, selections, entries, context);
  if (!where || !rules || report.hasErrors) return undefined;
  if (narrows(condition.text, [...selections.keys()])) {
    report.warning(
      "filter-narrows",
      "the condition is AND-ed to that of the rules: they now fire on nothing but events that satisfy it. " +
        `To leave those events out instead, write "condition: not (${condition.text})"`,
      condition.offset,
    );
  }
  return { rules, source, where: simplify(where) };
}

function rulesIn(node: YamlMap, report: Report): readonly Reference[] | "any" | undefined {
  const written = member(node, "rules");
  if (!written || (written.kind === "list" && written.items.length === 0)) {
    report.error("missing-rules", 'the filter names no rules: list their ids or names, or write "any"', written?.offset ?? node.offset);
    return undefined;
  }
  if (written.kind === "scalar" && /^(?:any|all)$/i.test(written.text)) return "any";
  return referencesIn(written, report);
}

/** Whether an event that satisfies none of the selections is lost to the rules: the filter asks for something, not against it. */
function narrows(condition: string, names: readonly string[]): boolean {
  const parsed = parseCondition(condition, new Map(names.map((name) => [name, FALSE])));
  if ("code" in parsed) return false;
  const answer = simplify(parsed.expr);
  return answer.kind === "literal" && answer.truth !== true;
}

/** Whether everything a filter's log source names is the same in the rule's: what it leaves out may be anything (pySigma, rsigma). */
export function holdsSource(filter: LogSource, rule: LogSource): boolean {
  return (["product", "category", "service"] as const).every((part) => filter[part] === undefined || filter[part] === rule[part]);
}
