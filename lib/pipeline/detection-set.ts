import { silentBases } from "#core/detection/closure";
import { linkRules } from "#core/detection/compile";
import type { CompiledRule } from "#core/detection/rule";
import type { ReadFile } from "#core/detection/rule-reader";
import { createRuleSet, type RuleSet } from "#core/detection/rule-set";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import { leafRules } from "#core/detection/stateful";
import { compileExceptions, type Judge } from "#core/exception/judge";
import { listRunningExceptions } from "#features/exception/data";
import { listPlaceholders } from "#features/placeholder/data";
import { type EnabledRule, getDetectionRevision, listEnabledRules } from "#features/rule/data";
import { listReferred, readStored } from "#features/rule/link/data";
import { db } from "#lib/db/client";
import { onPrisma } from "#lib/db/query";
import { log } from "#lib/log";
import { type StatefulRules, watchStateful } from "./stateful-rule.ts";

/** What arriving events are judged by: every enabled rule and every active exception, as of one revision. */
export interface DetectionSet {
  readonly revision: bigint;
  readonly rules: RuleSet;
  readonly stateful: StatefulRules;
  readonly judge: Judge;
  /** Nothing is excepted: no hit need be judged. */
  readonly isUnexcepted: boolean;
}

interface Loaded extends DetectionSet {
  readonly ruleKey: string;
}

let current: Loaded | undefined;
let loading: Promise<Loaded> | undefined;

/** Rules that were read, by what their reading depends on, so that adding one to three thousand reads one. */
let read: ReadonlyMap<string, ReadFile> = new Map();

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
  const [enabled, exceptions, placeholders] = await Promise.all([listEnabledRules(), listRunningExceptions(), listPlaceholders()]);
  const judge = compileExceptions(exceptions);
  for (const [exceptionId, reason] of judge.broken) log.warn({ exceptionId, reason }, "an exception silences nothing");
  const running = readAll(enabled, placeholders);
  // Rules that are turned off can change too; without anybody who refers to them there is nothing to look up.
  const resting = running.some(isAsking) ? await listReferred(onPrisma(db()), running, placeholders, { isResting: true }) : [];
  const texts = resting.flatMap((file) => file.units.map(({ text }) => text));
  const ruleKey = JSON.stringify([enabled.map((rule) => `${rule.id} ${rule.version}`), texts, [...placeholders]]);
  const rest = { revision, judge, isUnexcepted: exceptions.length === 0, ruleKey };
  const watching = { isScheduled: isScheduledIn(enabled), exceptions };
  if (current?.ruleKey === ruleKey) {
    const stateful = await watchStateful(
      current.stateful.rules.map(({ rule }) => rule),
      revision,
      watching,
    );
    return { ...rest, rules: current.rules, stateful };
  }
  const rules = linked(running, silentBases(running, resting));
  const stateful = await watchStateful(rules, revision, watching);
  return { ...rest, stateful, rules: createRuleSet([...rules, ...leafRules(rules)], { previous: current?.rules, clock }) };
}

function isScheduledIn(enabled: readonly EnabledRule[]): (rule: CompiledRule) => boolean {
  const scheduled = new Set(enabled.filter((rule) => rule.isScheduled).map(({ id }) => id));
  return ({ id }) => scheduled.has(id);
}

/** For what each rule costs. */
const clock = (): number => performance.now() * 1e6;

const isAsking = ({ units }: ReadFile): boolean => units.some(({ body }) => body.kind === "correlation");

function readAll(enabled: readonly EnabledRule[], placeholders: Placeholders): readonly ReadFile[] {
  const next = new Map<string, ReadFile>();
  const values = JSON.stringify([...placeholders]);
  for (const rule of enabled) {
    const key = `${rule.id} ${rule.version} ${rule.source.includes("expand") ? values : ""}`;
    next.set(key, read.get(key) ?? readStored(rule, placeholders));
  }
  read = next;
  return [...next.values()];
}

/** Rules that can run; those that only run because a correlation stands on them raise nothing by themselves. Why others cannot stands on their pages. */
function linked(running: readonly ReadFile[], bases: readonly ReadFile[]): readonly CompiledRule[] {
  const silent = new Set(bases.flatMap((file) => file.units.map(({ id }) => id)));
  const rules = linkRules([...running, ...bases]).rules.filter(({ plan }) => plan !== null);
  return rules.map((rule) => (silent.has(rule.id) ? { ...rule, isSilent: true } : rule));
}
