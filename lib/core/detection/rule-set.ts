import type { Row } from "../event/event.ts";
import type { Expr } from "./ir/expr.ts";
import type { ScanId } from "./ir/plan.ts";
import { leafFields, leaves } from "./ir/walk.ts";
import { ascending } from "./match/ascending.ts";
import { ScanIndex } from "./match/scan-index.ts";
import type { CompiledRule } from "./rule.ts";

/** Many rules ready to look at rows. Holds state between rows (memory, not meaning): one per thread, never re-entered. */
export interface RuleSet {
  /** The rules that fire on this row alone, in the order they were given. */
  match(row: Row): readonly CompiledRule[];
  /** What the rules cost so far, dearest first: of some rows every rule that was a candidate is timed. Empty without a clock. */
  costs(): readonly RuleCost[];
  /** Names of the fields the rules read, as `view:name`. */
  readonly fields: ReadonlySet<string>;
}

/** What one rule cost on average, over all rows whether it was a candidate or not. Rules that ask the same question cost once. */
export interface RuleCost {
  readonly rule: CompiledRule;
  /** In how many of the rows its predicate was asked, 0 to 1. */
  readonly asked: number;
  readonly nanoseconds: number;
}

export interface RuleSetOptions {
  /** A set of the same thread that this one follows. Rules that are the same objects as there cost nothing anew, and what was learned about events stays; it remains usable. */
  readonly previous?: RuleSet | undefined;
  /** Nanoseconds from any start. */
  readonly clock?: (() => number) | undefined;
}

/** Refused rules (without a plan) take no part. Rules that ask the same question ask it once. */
export function createRuleSet(rules: readonly CompiledRule[], { previous, clock }: RuleSetOptions = {}): RuleSet {
  const scans = new Map<ScanId, { readonly where: Expr; readonly rules: number[] }>();
  for (const [at, rule] of rules.entries()) {
    if (rule.plan?.op !== "scan") continue;
    const { scan, where } = rule.plan;
    const entry = scans.get(scan) ?? { where, rules: [] };
    entry.rules.push(at);
    scans.set(scan, entry);
  }
  const entries = [...scans.values()];
  const fired = entries.map((entry) => entry.rules.flatMap((at) => rules[at] ?? []));
  const index = new ScanIndex(
    entries.map((entry) => entry.where),
    { previous: previous && indexes.get(previous), clock },
  );
  const set: RuleSet = {
    match(row) {
      const hits = index.match(row);
      if (hits.length === 0) return NONE;
      if (hits.length === 1) return fired[hits[0] ?? -1] ?? NONE;
      const positions: number[] = [];
      for (const hit of hits) for (const at of entries[hit]?.rules ?? []) positions.push(at);
      const found: CompiledRule[] = [];
      for (const at of ascending(positions)) {
        const rule = rules[at];
        if (rule) found.push(rule);
      }
      return found;
    },
    costs: () =>
      index
        .costs()
        .flatMap(({ position, ...cost }) => {
          const rule = rules[entries[position]?.rules[0] ?? -1];
          return rule ? [{ rule, ...cost }] : [];
        })
        .sort((a, b) => b.nanoseconds - a.nanoseconds),
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
