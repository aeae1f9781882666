import { type FieldRef, fieldRef } from "../event/field.ts";
import { type CheckedRegex, checkRegex } from "./ir/regex.ts";
import type { CompiledRule } from "./rule.ts";

/** Compiled rules as data that `structuredClone` takes: what they share is still shared, and closures are left out. */
export type PackedRules = readonly unknown[];

/** What stands for an object that is made anew where it arrives. */
const MARK = "callout:stands-for";
type Stand = { readonly [MARK]: "field" | "regex"; readonly parts: readonly unknown[] };

/** Rules for another thread. Throws on what cannot travel, which is a bug: rules are data, but for fields and regexes. */
export function packRules(rules: readonly CompiledRule[]): PackedRules {
  return rewrite(rules, (item) => {
    if (isField(item)) return stand("field", item.view, item.name);
    if (isRegex(item)) return stand("regex", item.source, item.pattern, item.flags);
    return undefined;
  }) as PackedRules;
}

/** The rules again, in the thread they arrived in: without reading, parsing or lowering any text. */
export function unpackRules(packed: PackedRules): readonly CompiledRule[] {
  return rewrite(packed, (item) => (isMarked(item) ? remake(item) : undefined)) as readonly CompiledRule[];
}

const stand = (kind: Stand[typeof MARK], ...parts: readonly unknown[]): Stand => ({ [MARK]: kind, parts });
const isMarked = (item: object): item is Stand => Object.hasOwn(item, MARK);
const isField = (item: object): item is FieldRef => "view" in item && "name" in item && "index" in item;
const isRegex = (item: object): item is CheckedRegex =>
  "pattern" in item && "flags" in item && "test" in item && typeof item.test === "function";

function remake({ [MARK]: kind, parts }: Stand): FieldRef | CheckedRegex {
  if (kind === "field") return fieldRef(parts[0] as FieldRef["view"], String(parts[1]));
  const regex = checkRegex(String(parts[0]), String(parts[1]), parts[2] as CheckedRegex["flags"]);
  if ("code" in regex) throw new Error(`a regex that was accepted is refused: ${regex.message}`);
  return regex;
}

/** A copy in which `replace` decides what becomes of an object; undefined: it is copied too. */
function rewrite(root: unknown, replace: (item: object) => object | undefined): unknown {
  const done = new Map<object, unknown>();
  const copy = (item: unknown): unknown => {
    if (typeof item === "function" || typeof item === "symbol") throw new Error(`a ${typeof item} cannot travel to another thread`);
    if (typeof item !== "object" || item === null) return item;
    const known = done.get(item);
    if (known !== undefined) return known;
    const replaced = replace(item) ?? (Array.isArray(item) ? item.map(copy) : members(item, copy));
    done.set(item, replaced);
    return replaced;
  };
  return copy(root);
}

function members(item: object, copy: (value: unknown) => unknown): object {
  const prototype: unknown = Object.getPrototypeOf(item);
  if (prototype !== Object.prototype && prototype !== null) throw new Error(`a ${item.constructor.name} cannot travel to another thread`);
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, copy(value)]));
}
