import { TIME_PARTS } from "../ir/time-part.ts";
import type { YamlScalar } from "../yaml.ts";
import { TRANSFORMS } from "./modifiers.ts";
import { type Report, within } from "./report.ts";

/** `Image|endswith|all` taken apart. No field: the values are keywords. */
export interface SigmaKey {
  readonly field: string | undefined;
  /** Modifiers that choose or change the test, in their short names. */
  readonly modifiers: ReadonlySet<string>;
  /** Modifiers that change the text, in the order written: they do not commute. */
  readonly transforms: readonly string[];
}

const RANGES = ["lt", "lte", "gt", "gte"];
const TEST_MODIFIERS = new Set<string>([
  "all",
  "cased",
  "neq",
  "re",
  "i",
  "m",
  "s",
  "cidr",
  "exists",
  "fieldref",
  ...RANGES,
  ...TIME_PARTS,
]);
const LONG_NAMES: { readonly [name: string]: string } = { ignorecase: "i", multiline: "m", dotall: "s" };

/** Modifiers that each decide what kind of test it is: one at most. */
const KINDS: readonly string[] = ["re", "cidr", "exists", "fieldref", ...TIME_PARTS, ...RANGES];
const NEEDS_FIELD: readonly string[] = ["exists", "fieldref", ...TIME_PARTS, ...RANGES];
/** Text modifiers that a kind of test can be combined with. */
const TRANSFORMS_OF_KIND: { readonly [kind: string]: readonly string[] } = {
  re: ["contains"],
  fieldref: ["contains", "startswith", "endswith"],
};

/** Reads a detection item's key; undefined, and an error at the modifier, when it asks for something that does not exist. */
export function keyOf(key: YamlScalar, report: Report): SigmaKey | undefined {
  const [field = "", ...names] = key.text.split("|");
  const modifiers = new Set<string>();
  const transforms: string[] = [];
  let at = field.length + 1;
  let isSound = true;
  const refuse = (code: string, message: string, index: number) => {
    report.error(code, message, within(key, index));
    isSound = false;
  };
  for (const written of names) {
    const name = LONG_NAMES[written] ?? written;
    if (Object.hasOwn(TRANSFORMS, name)) transforms.push(name);
    else if (TEST_MODIFIERS.has(name)) modifiers.add(name);
    else refuse("unknown-modifier", `there is no modifier "${written}"`, at);
    at += written.length + 1;
  }
  const clash = isSound ? clashOf(modifiers, transforms) : undefined;
  if (clash) refuse("bad-modifier-combination", clash, field.length + 1);
  if (field === "" && NEEDS_FIELD.some((name) => modifiers.has(name))) refuse("missing-field", "this modifier needs a field", 0);
  return isSound ? { field: field === "" ? undefined : field, modifiers, transforms } : undefined;
}

/** `Time|hour|gte: 22`: a part of a time can be compared like any number. */
function isComparedPart(kind: string | undefined, second: string): boolean {
  return TIME_PARTS.some((part) => part === kind) && RANGES.includes(second);
}

function clashOf(modifiers: ReadonlySet<string>, transforms: readonly string[]): string | undefined {
  const kinds = KINDS.filter((kind) => modifiers.has(kind));
  const [kind, second] = kinds;
  if (kinds.length > 2 || (second && !isComparedPart(kind, second))) return `"${kind}" and "${second}" exclude each other`;
  const flag = ["i", "m", "s"].find((name) => modifiers.has(name));
  if (flag && kind !== "re") return `"${flag}" is a flag of "re" and needs it`;
  if (modifiers.has("cased") && kind && kind !== "fieldref") return `"cased" and "${kind}" exclude each other`;
  const allowed = kind ? (TRANSFORMS_OF_KIND[kind] ?? []) : transforms;
  const foreign = transforms.find((name) => !allowed.includes(name));
  return foreign ? `"${kind}" and "${foreign}" exclude each other` : undefined;
}
