import type { Expr, Leaf } from "#core/detection/ir/expr";
import { mapLeaves } from "#core/detection/ir/walk";
import type { CompiledRule } from "#core/detection/rule";

/**
 * Rules like the given ones that ask for other texts, for packs larger than any that is published. Log sources stay, and so
 * do texts too short to say anything; what a text ends with stays, so that the clones are neither rarer nor easier to find.
 */
export function mutated(rules: readonly CompiledRule[], round: number): readonly CompiledRule[] {
  return rules.flatMap((rule) => {
    if (rule.plan?.op !== "scan") return [];
    const { plan } = rule;
    return [{ ...rule, plan: { ...plan, scan: `${plan.scan}-${round}` as typeof plan.scan, where: mutate(plan.where, round) } }];
  });
}

const KIND = /^(?:callout\.|Channel$|EventID$|Provider_Name$)/;
const SHORTEST = 4;

function mutate(where: Expr, round: number): Expr {
  return mapLeaves(where, (leaf): Leaf => {
    if (leaf.kind !== "test" || (leaf.subject.from === "field" && KIND.test(leaf.subject.field.name))) return leaf;
    const { test } = leaf;
    switch (test.op) {
      case "contains":
      case "prefix":
      case "suffix":
        return { ...leaf, test: { ...test, needle: turned(test.needle, round) } };
      case "equals":
        return typeof test.value === "string" ? { ...leaf, test: { ...test, value: turned(test.value, round) } } : leaf;
      default:
        return leaf;
    }
  });
}

/** The first letters that are not the text's last four, moved on in the alphabet. */
function turned(text: string, round: number): string {
  if (text.length < SHORTEST) return text;
  const cut = Math.max(2, text.length - 4);
  const move = (letter: string): string => String.fromCharCode(97 + ((letter.toLowerCase().charCodeAt(0) - 97 + round) % 26));
  return text.slice(0, cut).replace(/[a-zA-Z]/g, move) + text.slice(cut);
}
