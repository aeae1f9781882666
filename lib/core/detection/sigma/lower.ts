import type { Expr } from "../ir/expr.ts";
import { simplify } from "../ir/simplify.ts";
import { member, type YamlEntry, type YamlNode } from "../yaml.ts";
import { parseCondition, type Selections } from "./condition.ts";
import type { ItemContext } from "./item.ts";
import { type LogSource, lowerLogSource } from "./logsource.ts";
import { within } from "./report.ts";
import { lowerSelection } from "./selection.ts";

/** A rule's log source and detection as one predicate; undefined, with errors reported, when any part of it cannot be meant. */
export function lowerRule(rule: YamlNode, source: LogSource, context: ItemContext): Expr | undefined {
  const { report } = context;
  const detection = member(rule, "detection");
  if (detection?.kind !== "map") return undefined;
  const selections = new Map<string, Expr>();
  const named: ItemContext = { ...context, hasSysmonNames: source.product === undefined || source.product === "windows" };
  for (const { key, value } of detection.entries) {
    if (key.text === "condition") continue;
    if (key.text === "timeframe") {
      report.error(
        "unsupported-timeframe",
        "a timeframe needs an aggregation, which is not supported: write a correlation rule",
        key.offset,
      );
    } else selections.set(key.text, lowerSelection(value, key.text, named));
  }
  const condition = member(detection, "condition");
  if (!condition) {
    report.error("missing-condition", "the detection has no condition", detection.offset);
    return undefined;
  }
  const where = lowerConditions(condition, selections, detection.entries, context);
  const logSource = lowerLogSource(source, report, member(rule, "logsource")?.offset ?? rule.offset);
  if (!where || report.hasErrors) return undefined;
  return simplify({ kind: "and", args: [logSource, where] });
}

/** A list of conditions is a list of alternatives. */
export function lowerConditions(
  node: YamlNode,
  selections: Selections,
  entries: readonly YamlEntry[],
  context: ItemContext,
): Expr | undefined {
  const texts = node.kind === "list" ? node.items : [node];
  const used = new Set<string>();
  const args: Expr[] = [];
  for (const text of texts) {
    if (text.kind !== "scalar" || typeof text.value !== "string") {
      context.report.error("bad-condition", "a condition must be a text", text.offset);
      continue;
    }
    const result = parseCondition(text.value, selections);
    if ("code" in result) context.report.error(result.code, result.message, within(text, result.at));
    else {
      args.push(result.expr);
      for (const name of result.used) used.add(name);
    }
  }
  if (args.length < texts.length || args.length === 0) return undefined;
  for (const { key } of entries) {
    if (selections.has(key.text) && !used.has(key.text)) {
      context.report.warning("unused-selection", `the condition never uses "${key.text}"`, key.offset);
    }
  }
  return { kind: "or", args };
}
