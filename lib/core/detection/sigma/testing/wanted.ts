import type { Scalar } from "#core/event/value";
import { foldCase } from "../../ir/case.ts";
import type { Test } from "../../ir/test.ts";
import { textTest } from "../../match/text-test.ts";
import { sampleOf } from "./regex-sample.ts";
import type { Way } from "./ways.ts";

/** What an event must say to make a rule fire, in the rule's own names. */
export interface Wanted {
  readonly fields: { readonly [name: string]: Scalar };
  /** To stand anywhere in the record. */
  readonly keywords: readonly string[];
}

interface Asked {
  readonly holds: Test[];
  readonly fails: Test[];
}

/** The values a way asks for; undefined when its wishes contradict each other, or as far as one can be made up here. */
export function wantedOf(way: Way): Wanted | undefined {
  const byField = new Map<string, Asked>();
  const keywords: string[] = [];
  const equal: [string, string][] = [];
  const unequal: string[] = [];
  const askedOf = (name: string): Asked => {
    const asked = byField.get(name) ?? { holds: [], fails: [] };
    byField.set(name, asked);
    return asked;
  };
  for (const { leaf, holds } of way) {
    if (leaf.kind === "compare") {
      if (holds) equal.push([leaf.left.name, leaf.right.name]);
      else unequal.push(leaf.right.name);
    } else if (leaf.subject.from === "field") askedOf(leaf.subject.field.name)[holds ? "holds" : "fails"].push(leaf.test);
    else if (leaf.subject.from === "anywhere" && holds) keywords.push(String(seedsOf(leaf.test)[0] ?? ""));
  }
  for (const [left, right] of equal) {
    askedOf(left).holds.push(...askedOf(right).holds, { op: "present" });
    askedOf(left).fails.push(...askedOf(right).fails);
    byField.set(right, askedOf(left));
  }
  const fields: { [name: string]: Scalar } = {};
  for (const [name, asked] of byField) {
    if (asked.holds.length === 0) continue;
    const value = valueFor(asked);
    if (value === undefined) return undefined;
    fields[name] = unequal.includes(name) ? `${value}-other` : value;
  }
  return { fields, keywords };
}

function valueFor({ holds, fails }: Asked): Scalar | undefined {
  const fits = (value: Scalar): boolean => {
    const text = String(value);
    return holds.every((test) => textTest(test)(text, foldCase(text))) && !fails.some((test) => textTest(test)(text, foldCase(text)));
  };
  return candidates(holds).find(fits);
}

/** Values that may answer every test: each test's own, then what begins, holds and ends as they ask. */
function* candidatesOf(holds: readonly Test[]): Generator<Scalar> {
  const seeds = holds.flatMap(seedsOf);
  for (const seed of seeds) {
    yield seed;
    yield `${seed}x`;
    yield `x${seed}`;
  }
  const longest = (op: "prefix" | "suffix"): string =>
    holds.reduce((best, test) => (test.op === op && test.needle.length > best.length ? test.needle : best), "");
  const middle = holds.flatMap((test) => (test.op === "prefix" || test.op === "suffix" ? [] : seedsOf(test).slice(0, 1)));
  for (const joint of [" ", "", "x", "\\"]) {
    for (const order of [middle, middle.toReversed()]) {
      const inner = order.join(joint);
      yield longest("prefix") + inner + longest("suffix");
      yield `${longest("prefix")}${joint}${inner}${joint}${longest("suffix")}`;
    }
  }
}

const candidates = (holds: readonly Test[]): readonly Scalar[] => [...candidatesOf(holds)];

/** Texts that satisfy one test, simplest first. */
function seedsOf(test: Test): readonly Scalar[] {
  switch (test.op) {
    case "equals":
      return [test.value];
    case "contains":
    case "prefix":
    case "suffix":
      return [test.needle];
    case "like":
      return [test.pattern.map((part) => (part.kind === "text" ? part.text : part.kind === "one" ? "x" : "")).join("")];
    case "regex":
      return [sampleOf(test.regex.source)];
    case "cidr":
      return [test.text.split("/")[0] ?? ""];
    case "range":
      return [test.bound, test.bound + 1, test.bound - 1];
    case "part":
      return ["2026-03-09T09:00:00Z"];
    case "present":
      return ["something"];
  }
}
