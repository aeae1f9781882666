import { compileStored } from "#core/detection/compile-stored";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet, type RuleSet } from "#core/detection/rule-set";
import { compileExceptions, type Judge } from "#core/exception/judge";
import { listRunningExceptions } from "#features/exception/data";
import { type EnabledRule, getDetectionRevision, listEnabledRules } from "#features/rule/data";
import { log } from "#lib/log";

/** What arriving events are judged by: every enabled rule and every active exception, as of one revision. */
export interface DetectionSet {
  readonly revision: bigint;
  readonly rules: RuleSet;
  readonly judge: Judge;
}

interface Loaded extends DetectionSet {
  /** Ids and versions of the rules in `rules`: a new exception need not compile them again. */
  readonly ruleKey: string;
}

let current: Loaded | undefined;
let loading: Promise<Loaded> | undefined;

/** Compiled rules by id and version, so that adding one to three thousand compiles one. */
let compiled: ReadonlyMap<string, readonly CompiledRule[]> = new Map();

/** The set in force. With `revision` (as read inside a transaction), at least as new as that. */
export async function detectionSet(revision?: bigint): Promise<DetectionSet> {
  const wanted = revision ?? (await getDetectionRevision());
  while (!current || current.revision < wanted) {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    current = await loading;
  }
  return current;
}

async function load(): Promise<Loaded> {
  // Read first: what changes while the rest is being read raises it again, and is read again.
  const revision = await getDetectionRevision();
  const [enabled, exceptions] = await Promise.all([listEnabledRules(), listRunningExceptions()]);
  const ruleKey = enabled.map((rule) => keyOf(rule)).join("\n");
  const rules = current?.ruleKey === ruleKey ? current.rules : createRuleSet(compileAll(enabled), { previous: current?.rules });
  const judge = compileExceptions(exceptions);
  for (const [exceptionId, reason] of judge.broken) log.warn({ exceptionId, reason }, "an exception silences nothing");
  return { revision, rules, judge, ruleKey };
}

const keyOf = (rule: EnabledRule): string => `${rule.id} ${rule.version}`;

function compileAll(enabled: readonly EnabledRule[]): readonly CompiledRule[] {
  const next = new Map<string, readonly CompiledRule[]>();
  for (const rule of enabled) {
    const key = keyOf(rule);
    next.set(key, compiled.get(key) ?? compileOne(rule));
  }
  compiled = next;
  return [...next.values()].flat();
}

/** The rule of a stored text, under the id it is stored by. Nothing when it is refused: its diagnostics stand on its page. */
function compileOne(rule: EnabledRule): readonly CompiledRule[] {
  const { rules } = compileStored({ file: rule.file, text: rule.source });
  return rules.filter((candidate) => candidate.id === rule.id && candidate.plan !== null);
}
