import type { Row } from "../event/event.ts";
import type { Expr } from "./ir/expr.ts";
import type { ScanId } from "./ir/plan.ts";
import { leafFields, leaves } from "./ir/walk.ts";
import { ScanIndex } from "./match/scan-index.ts";
import type { CompiledRule } from "./rule.ts";

/** Many rules ready to look at rows. Holds state between rows (memory, not meaning): one per thread, never re-entered. */
export interface RuleSet {
  /** The rules that fire on this row alone, in the order they were given. */
  match(row: Row): readonly CompiledRule[];
  /** Names of the fields the rules read, as `view:name`. */
  readonly fields: ReadonlySet<string>;
}

/**
 * Refused rules (without a plan) take no part. Rules that ask the same question ask it once. With `previous` (a set of the
 * same thread), rules that are the same objects as there cost nothing anew, and what was learned about events stays; the
 * previous set remains usable.
 */
export function createRuleSet(rules: readonly CompiledRule[], previous?: RuleSet): RuleSet {
  const scans = new Map<ScanId, { readonly where: Expr; readonly rules: number[] }>();
  for (const [at, rule] of rules.entries()) {
    if (rule.plan?.op !== "scan") continue;
    const { scan, where } = rule.plan;
    const entry = scans.get(scan) ?? { where, rules: [] };
    entry.rules.push(at);
    scans.set(scan, entry);
  }
  const entries = [...scans.values()];
  const index = new ScanIndex(
    entries.map((entry) => entry.where),
    previous && indexes.get(previous),
  );
  const set: RuleSet = {
    match(row) {
      const hits = index.match(row);
      if (hits.length === 0) return NONE;
      const positions = hits.flatMap((hit) => entries[hit]?.rules ?? []).sort((a, b) => a - b);
      return positions.flatMap((at) => rules[at] ?? []);
    },
    fields: fieldsOf(entries.map((entry) => entry.where)),
  };
  indexes.set(set, index);
  return set;
}

const indexes = new WeakMap<RuleSet, ScanIndex>();

const NONE: readonly CompiledRule[] = [];

function fieldsOf(predicates: readonly Expr[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const predicate of predicates) {
    for (const leaf of leaves(predicate)) {
      for (const { view, name } of leafFields(leaf)) names.add(`${view}:${name}`);
    }
  }
  return names;
}
