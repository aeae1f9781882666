import type { Diagnostic } from "../diagnostic.ts";
import { type RuleId, SEVERITY_RANK, type Severity } from "../finding.ts";
import type { Plan } from "../ir/plan.ts";
import { scanPlan } from "../ir/scan-id.ts";
import { simplify } from "../ir/simplify.ts";
import type { Correlation } from "./correlation.ts";
import { holdsSource } from "./filter.ts";
import { lowerCorrelation, type Referred } from "./lower-correlation.ts";
import type { Reference } from "./reference.ts";
import { createReport, type Report } from "./report.ts";
import { isMeant, type SigmaUnit } from "./unit.ts";

/** A document among the others it was loaded with. */
export interface Linked {
  readonly unit: SigmaUnit;
  /** Null for a refused document, and for a filter. */
  readonly plan: Plan | null;
  readonly severity: Severity;
  readonly isSilent: boolean;
  /** Ids of the filters in the plan. */
  readonly filters: readonly RuleId[];
  /** Those of the document itself first, then what was found when it was linked. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Longest chain of correlations of correlations, and most rules one of them may stand on, repetitions included. */
const DEPTH = 20;
const RULES = 1_000;
/** How far references are followed before looking stops: far beyond any tower that would be accepted. */
const FOLLOWED = 400;

/** Puts filters into the rules they name and rules into the correlations that name them. What is not found is said where it is named. */
export function link(units: readonly SigmaUnit[]): readonly Linked[] {
  return new Linker(units).all();
}

interface State {
  readonly unit: SigmaUnit;
  readonly report: Report;
  plan: Plan | null;
  severity: Severity;
  progress: "new" | "open" | "done";
  isSilent: boolean;
  isGenerated: boolean;
  /** How many correlations stand on each other, and on how many rules, once it is lowered. */
  depth: number;
  size: number;
  readonly filters: RuleId[];
}

/** Owns what is known of each document so far. */
class Linker {
  private readonly states: readonly State[];
  private readonly byName = new Map<string, State[]>();

  constructor(units: readonly SigmaUnit[]) {
    this.states = units.map((unit) => ({
      unit,
      report: createReport(unit.places),
      plan: null,
      severity: unit.head.level ?? "medium",
      progress: "new",
      isSilent: false,
      isGenerated: false,
      depth: 0,
      size: 1,
      filters: [],
    }));
    for (const state of this.states) {
      for (const key of new Set([state.unit.id, state.unit.head.name ?? state.unit.id])) {
        const list = this.byName.get(key);
        if (list) list.push(state);
        else this.byName.set(key, [state]);
      }
    }
  }

  all(): readonly Linked[] {
    const filters = this.states.filter(({ unit }) => unit.body.kind === "filter");
    const applied = new Map(filters.map((filter) => [filter, this.targetsOf(filter)]));
    for (const state of this.states)
      this.lowerRule(
        state,
        filters.filter((filter) => applied.get(filter)?.has(state)),
      );
    for (const state of this.states) this.lowerCorrelation(state, 0);
    return this.states.map(({ unit, report, plan, severity, isSilent, isGenerated, filters: ids }) => {
      return {
        unit,
        plan,
        severity,
        isSilent: isSilent && !isGenerated,
        filters: ids,
        diagnostics: [...unit.diagnostics, ...report.diagnostics],
      };
    });
  }

  /** Documents a reference means: those of its own file before all others. */
  private meant(from: SigmaUnit, reference: string): readonly State[] {
    const found = new Set([...(this.byName.get(reference) ?? []), ...(this.byName.get(reference.toLowerCase()) ?? [])]);
    const meant = [...found].filter(({ unit }) => unit.body.kind !== "filter" && isMeant(unit, reference));
    const near = meant.filter(({ unit }) => unit.file === from.file);
    return near.length > 0 ? near : meant;
  }

  private targetsOf({ unit, report }: State): ReadonlySet<State> {
    const filter = unit.body.kind === "filter" ? unit.body.filter : undefined;
    if (!filter) return new Set();
    const holds = (state: State) => state.unit.body.kind === "rule" && holdsSource(filter.source, state.unit.head.source);
    if (filter.rules === "any") return new Set(this.states.filter(holds));
    const targets = new Set<State>();
    for (const reference of filter.rules) {
      const meant = this.meant(unit, reference.text);
      if (meant.length === 0) report.warning("filter-unmatched", `no rule "${reference.text}" is loaded with the filter`, reference.offset);
      for (const state of meant) {
        if (holds(state)) targets.add(state);
        else if (state.unit.body.kind === "correlation") {
          const advice = "a filter does not apply to a correlation: name the rules the correlation refers to";
          report.warning("filter-on-correlation", advice, reference.offset);
        } else {
          const sources = `the filter is for ${unit.head.logSource}, "${reference.text}" for ${state.unit.head.logSource || "none"}`;
          report.warning("filter-logsource", `${sources}: it does not apply`, reference.offset);
        }
      }
    }
    return targets;
  }

  private lowerRule(state: State, filters: readonly State[]): void {
    const { body } = state.unit;
    if (body.kind !== "rule" || !body.where) return;
    const args = [body.where];
    for (const { unit } of filters) {
      if (unit.body.kind !== "filter" || !unit.body.filter) continue;
      args.push(unit.body.filter.where);
      state.filters.push(unit.id);
    }
    state.plan = scanPlan(args.length === 1 ? body.where : simplify({ kind: "and", args }));
  }

  private lowerCorrelation(state: State, depth: number): void {
    const { body } = state.unit;
    if (body.kind !== "correlation" || !body.correlation || state.progress !== "new") return;
    const { correlation } = body;
    state.progress = "open";
    const targets = this.referred(state, correlation, depth);
    this.checkAliases(state, correlation);
    this.checkSize(state, targets);
    if (!state.report.hasErrors) {
      const rules = targets.flatMap(({ reference, state: target }): Referred[] => {
        const answersTo = (text: string) => isMeant(target.unit, text);
        return target.plan ? [{ reference: reference.text, plan: target.plan, answersTo }] : [];
      });
      const plan = lowerCorrelation(correlation, rules, state.report);
      if (plan && !state.report.hasErrors) this.settle(state, correlation, plan, targets);
    }
    state.progress = "done";
  }

  private checkSize(state: State, targets: readonly Target[]): void {
    state.depth = 1 + Math.max(0, ...targets.map((target) => target.state.depth));
    state.size = targets.reduce((size, target) => size + target.state.size, 0);
    if (state.depth <= DEPTH && state.size <= RULES) return;
    const limits = `correlations stand on each other at most ${DEPTH} deep, and on at most ${RULES} rules`;
    state.report.error("correlation-too-large", limits, targets[0]?.reference.offset ?? 0);
  }

  private settle(state: State, correlation: Correlation, plan: Plan, targets: readonly Target[]): void {
    state.plan = plan;
    if (!state.unit.head.level) state.severity = highest(targets.map((target) => target.state.severity));
    for (const { reference, state: target } of targets) {
      // The same rule read from two files is silent in both.
      for (const twin of this.meant(state.unit, reference.text)) {
        if (correlation.generate) twin.isGenerated = true;
        else twin.isSilent = true;
      }
      if (!correlation.generate && target.unit.file !== state.unit.file) {
        const advice = `"${reference.text}" no longer fires by itself: write generate: true to keep its own findings`;
        state.report.warning("silences-rule", advice, reference.offset);
      }
    }
  }

  /** The documents a correlation refers to, each once unless order gives repetition a meaning. */
  private referred(state: State, { rules, type }: Correlation, depth: number): readonly Target[] {
    const targets: Target[] = [];
    for (const reference of rules) {
      const target = this.targetOf(state, reference, depth);
      if (!target) continue;
      const isRepeated = targets.some((earlier) => earlier.state === target);
      if (isRepeated && type !== "temporal_ordered") {
        state.report.warning("repeated-rule", `"${reference.text}" is named twice and counts once`, reference.offset);
      } else targets.push({ reference, state: target });
    }
    return targets;
  }

  private targetOf(state: State, { text, offset }: Reference, depth: number): State | undefined {
    const { report, unit } = state;
    const meant = this.meant(unit, text);
    const [first] = meant;
    if (!first) {
      report.error("unknown-reference", `no rule with the id or name "${text}" is loaded with this correlation`, offset);
      return undefined;
    }
    for (const target of meant) {
      if (target.progress === "open") {
        report.error("reference-cycle", `"${text}" refers back to this correlation`, offset);
        return undefined;
      }
      if (depth < FOLLOWED) this.lowerCorrelation(target, depth + 1);
    }
    if (!first.plan) {
      report.error("refused-reference", `"${text}" was refused, so that nothing can be counted of it`, offset);
      return undefined;
    }
    if (meant.some((target) => !isSame(target, first))) {
      const files = meant.map((target) => target.unit.file).join(", ");
      report.error("ambiguous-reference", `"${text}" means several different rules: ${files.slice(0, 1_000)}`, offset);
      return undefined;
    }
    return first;
  }

  private checkAliases({ unit, report }: State, { aliases, by, fields, rules }: Correlation): void {
    for (const { name, fields: entries } of aliases) {
      for (const { rule } of entries) {
        const isReferred = rules.some(
          ({ text }) => text === rule.text || this.meant(unit, text).some((target) => isMeant(target.unit, rule.text)),
        );
        if (!isReferred) report.error("unknown-reference", `the correlation refers to no rule "${rule.text}"`, rule.offset);
      }
      if (!by.includes(name) && !fields.includes(name)) {
        report.warning("unused-alias", `the alias "${name}" is never used`, entries[0]?.rule.offset ?? 0);
      }
    }
  }
}

interface Target {
  readonly reference: Reference;
  readonly state: State;
}

/** The same rule in two files is one rule. */
function isSame(a: State, b: State): boolean {
  if (a === b) return true;
  return a.plan?.op === "scan" && b.plan?.op === "scan" ? a.plan.scan === b.plan.scan : false;
}

function highest(severities: readonly Severity[]): Severity {
  return severities.reduce((top, severity) => (SEVERITY_RANK[severity] > SEVERITY_RANK[top] ? severity : top), "informational");
}
