import { formatAddress } from "../event/address.ts";
import type { CompiledCondition } from "./compiled-condition.ts";
import type { Evidence } from "./evidence.ts";
import { ADDRESS_FIELDS, type AddressField, type ExceptionId, TEXT_FIELDS, type TextField } from "./exception.ts";
import { createNeedleIndex, hasNeedle, type NeedleIndex } from "./needle-index.ts";
import { createRangeIndex, type RangeIndex } from "./range-index.ts";

/** An exception that can be asked. `order` is its place in the list it came from. */
export interface CompiledException {
  readonly order: number;
  readonly id: ExceptionId;
  readonly expiresAt: number;
  readonly step?: string;
  readonly conditions: readonly CompiledCondition[];
}

/**
 * The exceptions that might match. Every exception is filed under the one of its conditions that tells most apart:
 * an equality (address or text) whose values the fewest others share, else a range, else a wildcard. May only
 * over-approximate: an exception left out would fail to silence, without anyone noticing.
 */
export interface ExceptionIndex {
  readonly possible: (evidence: Evidence) => ReadonlySet<CompiledException>;
}

export function createExceptionIndex(exceptions: readonly CompiledException[]): ExceptionIndex {
  const commonness = countKeys(exceptions);
  const byKey = new Map<string, CompiledException[]>();
  const ranges = new Map<AddressField, { range: Ranges[number]; item: CompiledException }[]>();
  const needles = new Map<TextField, { alternatives: readonly (readonly string[])[]; item: CompiledException }[]>();
  const rest: CompiledException[] = [];
  for (const exception of exceptions) {
    const keys = rarestKeys(exception, commonness);
    const byRange = exception.conditions.find((condition) => condition.operator === "address");
    const byNeedle = exception.conditions.find(isNeedled);
    if (keys) for (const key of keys) append(byKey, key, exception);
    else if (byRange) for (const range of byRange.ranges) append(ranges, byRange.field, { range, item: exception });
    else if (byNeedle)
      append(needles, byNeedle.field, { alternatives: byNeedle.patterns.map(({ literals }) => literals), item: exception });
    else rest.push(exception);
  }
  const rangeIndexes = new Map<AddressField, RangeIndex<CompiledException>>();
  for (const [field, items] of ranges) rangeIndexes.set(field, createRangeIndex(items));
  const needleIndexes = new Map<TextField, NeedleIndex<CompiledException>>();
  for (const [field, items] of needles) needleIndexes.set(field, createNeedleIndex(items));
  return {
    possible(evidence) {
      const found = new Set<CompiledException>(rest);
      const add = (items: Iterable<CompiledException>): void => {
        for (const item of items) found.add(item);
      };
      if (byKey.size > 0) for (const key of keysOf(evidence)) add(byKey.get(key) ?? []);
      for (const [field, index] of rangeIndexes) for (const address of evidence.addresses(field)) add(index.holding(address));
      for (const [field, index] of needleIndexes) for (const text of evidence.folded(field)) add(index.possible(text));
      return found;
    },
  };
}

type Ranges = Extract<CompiledCondition, { operator: "address" }>["ranges"];

function isNeedled(condition: CompiledCondition): condition is Extract<CompiledCondition, { operator: "wildcard" }> {
  return condition.operator === "wildcard" && condition.patterns.every((pattern) => hasNeedle(pattern.literals));
}

/** One key for each value, where the condition is an equality; undefined where it is not. */
function equalityKeys(condition: CompiledCondition): readonly string[] | undefined {
  switch (condition.operator) {
    case "exact":
      return Array.from(condition.texts, (text) => `${condition.field} ${text}`);
    case "address":
      return condition.ranges.every((range) => range.first === range.last)
        ? condition.ranges.map((range) =>
            addressKey(condition.field, range.family === 4 ? { family: 4, value: range.first } : { family: 6, value: range.first }),
          )
        : undefined;
    case "wildcard":
      return undefined;
  }
}

function addressKey(field: AddressField, address: Parameters<typeof formatAddress>[0]): string {
  return `${field} ${formatAddress(address)}`;
}

function* keysOf(evidence: Evidence): Generator<string> {
  for (const field of ADDRESS_FIELDS) for (const address of evidence.addresses(field)) yield addressKey(field, address);
  for (const field of TEXT_FIELDS) for (const text of evidence.texts(field)) yield `${field} ${text}`;
}

function countKeys(exceptions: readonly CompiledException[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { conditions } of exceptions) {
    for (const condition of conditions) for (const key of equalityKeys(condition) ?? []) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function rarestKeys(exception: CompiledException, counts: ReadonlyMap<string, number>): readonly string[] | undefined {
  let best: { keys: readonly string[]; commonness: number } | undefined;
  for (const condition of exception.conditions) {
    const keys = equalityKeys(condition);
    if (!keys) continue;
    const commonness = keys.reduce((most, key) => Math.max(most, counts.get(key) ?? 0), 0);
    if (!best || commonness < best.commonness) best = { keys, commonness };
  }
  return best?.keys;
}

function append<K, V>(lists: Map<K, V[]>, key: K, item: V): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
