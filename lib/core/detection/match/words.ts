import type { Compare, Leaf, Subject } from "../ir/expr.ts";
import { likeText } from "../ir/like.ts";
import type { RangeCompare, Test } from "../ir/test.ts";
import type { Value } from "../ir/value.ts";

const quoted = (text: string) => `"${text.length > 400 ? `${text.slice(0, 400)}…` : text}"`;

const RANGE_WORDS: { readonly [C in RangeCompare]: string } = {
  "<": "is less than",
  "<=": "is at most",
  ">": "is greater than",
  ">=": "is at least",
};
const COMPARE_WORDS: { readonly [C in Compare]: string } = {
  equals: "equals",
  contains: "contains",
  prefix: "starts with",
  suffix: "ends with",
};
const NEEDLE_WORDS = { contains: "contains", prefix: "starts with", suffix: "ends with" } as const;

/** Verb and object of a test apart, so that several objects of one verb can be listed. */
function parts(test: Test): readonly [verb: string, object: string] {
  switch (test.op) {
    case "equals":
      return ["is", typeof test.value === "string" ? quoted(test.value) : String(test.value)];
    case "contains":
    case "prefix":
    case "suffix":
      return [NEEDLE_WORDS[test.op], quoted(test.needle)];
    case "like":
      return ["is like", quoted(likeText(test.pattern))];
    case "regex":
      return ["matches", `/${test.regex.source}/${test.regex.flags.ignoreCase ? "i" : ""}`];
    case "cidr":
      return ["is in", test.text];
    case "range":
      return [RANGE_WORDS[test.compare], String(test.bound)];
    case "part":
      return [`has a ${test.part} that ${test.compare === "=" ? "is" : RANGE_WORDS[test.compare]}`, String(test.bound)];
    case "present":
      return ["is present", ""];
  }
}

/** Alternatives named before the rest is only counted. */
const NAMED = 5;

/** Tests of one field as one phrase: `ends with "\a.exe" or "\b.exe"`. */
export function testWords(tests: readonly Test[]): string {
  const byVerb = new Map<string, string[]>();
  for (const test of tests) {
    const [verb, object] = parts(test);
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), object]);
  }
  return Array.from(byVerb, ([verb, objects]) => `${verb} ${listWords(objects)}`.trim()).join(", or ");
}

function listWords(objects: readonly string[]): string {
  if (objects.length > NAMED + 1) return `${objects.slice(0, NAMED).join(", ")} or one of ${objects.length - NAMED} others`;
  const last = objects.at(-1) ?? "";
  return objects.length > 1 ? `${objects.slice(0, -1).join(", ")} or ${last}` : last;
}

/** What a test is about, as its rule's author would name it. */
export function subjectWords(subject: Subject): string {
  switch (subject.from) {
    case "field":
      return subject.field.name;
    case "anywhere":
      return "any field";
    case "computed":
      return valueWords(subject.value);
  }
}

function valueWords(value: Value): string {
  switch (value.from) {
    case "field":
      return value.field.name;
    case "constant":
      return JSON.stringify(value.value);
    case "call":
      return `${value.fn}${value.fold ? "~" : ""}(${value.args.map(valueWords).join(", ")})`;
    case "member":
      return "its member";
    case "members":
      return `${value.gives === "any" ? "a member" : "the number of members"} of ${valueWords(value.list)} with ${valueWords(value.holds)}`;
  }
}

/** A leaf's test in words, without its field. */
export function leafWords(leaf: Leaf): string {
  return leaf.kind === "test" ? testWords([leaf.test]) : `${COMPARE_WORDS[leaf.compare]} the field ${leaf.right.name}`;
}
