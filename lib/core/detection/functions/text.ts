import { foldCase } from "../ir/case.ts";
import { type Datum, type FunctionDefinition, numberOf, strict, textOf } from "./definition.ts";

/** The texts of all arguments, folded where case is ignored; undefined when one of them is no single value. */
function textsOf(args: readonly Datum[], fold: boolean): readonly string[] | undefined {
  const texts = args.map(textOf);
  return texts.every((text) => text !== null) ? texts.map((text) => (fold ? foldCase(text) : text)) : undefined;
}

/** Whether any of the further texts stands to the first as asked. */
function anyOf(relation: (text: string, part: string) => boolean): FunctionDefinition["run"] {
  return (args, fold) => {
    const texts = textsOf(args, fold);
    if (!texts) return null;
    const [source = "", ...parts] = texts;
    return parts.some((part) => relation(source, part));
  };
}

/** A position as Python and EQL count it: from the end when negative, never outside the text. */
function position(datum: Datum | undefined, otherwise: number, length: number): number {
  const value = numberOf(datum);
  if (value === null) return otherwise;
  const at = Math.trunc(value) + (value < 0 ? length : 0);
  return Math.min(Math.max(at, 0), length);
}

function between([source, left, right, greedy]: readonly Datum[], fold: boolean): Datum {
  const texts = textsOf([source ?? null, left ?? null, right ?? null], fold);
  const whole = textOf(source);
  if (!texts || whole === null) return null;
  const [text = "", before = "", after = ""] = texts;
  const start = text.indexOf(before);
  if (start < 0) return "";
  const from = start + before.length;
  const end = greedy === true ? text.lastIndexOf(after) : text.indexOf(after, from);
  return end < from ? "" : whole.slice(from, end);
}

/** Texts: Elasticsearch's EQL function reference. */
export const TEXT_FUNCTIONS: readonly FunctionDefinition[] = [
  strict({
    name: "between",
    signature: "between(source, left, right[, greedy])",
    summary: "The part of a text between two others, empty when there is none; greedy: up to the last `right` instead of the first.",
    arity: [3, 4],
    run: between,
    examples: [
      { args: ["C:\\dev\\TestLogs\\something.json", "dev", ".json"], gives: "\\TestLogs\\something" },
      { args: ["System Idle Process", "S", "e", true], gives: "ystem Idle Proc" },
      { args: ["System Idle Process", "S", "e"], gives: "yst" },
      { args: ["System", "s", "E"], fold: true, gives: "yst" },
      { args: ["System", "x", "y"], gives: "" },
      { args: [null, "x", "y"], gives: null },
    ],
  }),
  strict(
    {
      name: "concat",
      signature: "concat(value[, value…])",
      summary: "The texts of all values, one behind the other.",
      arity: [1, 64],
      run: (args) => textsOf(args, false)?.join("") ?? null,
      examples: [
        { args: [5, ":", "wininit.exe", 3], gives: "5:wininit.exe3" },
        { args: ["process is ", true], gives: "process is true" },
        { args: ["a", null], gives: null },
      ],
    },
    64,
  ),
  strict({
    name: "endsWith",
    signature: "endsWith(source, end[, end…])",
    summary: "Whether a text ends with one of the others.",
    arity: [2, 256],
    run: anyOf((text, part) => text.endsWith(part)),
    examples: [
      { args: ["regsvr32.exe", ".exe"], gives: true },
      { args: ["regsvr32.EXE", ".exe"], gives: false },
      { args: ["regsvr32.EXE", ".exe"], fold: true, gives: true },
      { args: ["regsvr32", null], gives: null },
    ],
  }),
  strict({
    name: "startsWith",
    signature: "startsWith(source, start[, start…])",
    summary: "Whether a text starts with one of the others.",
    arity: [2, 256],
    run: anyOf((text, part) => text.startsWith(part)),
    examples: [
      { args: ["explorer.exe", "explorer."], gives: true },
      { args: ["Explorer.exe", "explorer."], gives: false },
      { args: ["Explorer.exe", "explorer."], fold: true, gives: true },
    ],
  }),
  strict({
    name: "stringContains",
    signature: "stringContains(source, part[, part…])",
    summary: "Whether a text has one of the others in it; no text has the empty one.",
    arity: [2, 256],
    run: anyOf((text, part) => part !== "" && text.includes(part)),
    examples: [
      { args: ["start regsvr32.exe", ""], gives: false },
      { args: ["", ""], gives: false },
      { args: ["start regsvr32.exe", "regsvr32"], gives: true },
      { args: ["start REGSVR32.exe", "regsvr32"], gives: false },
      { args: ["start REGSVR32.exe", "regsvr32"], fold: true, gives: true },
    ],
  }),
  strict({
    name: "indexOf",
    signature: "indexOf(source, part[, start])",
    summary: "Where a text first has another in it, counted from 0; null when it has not.",
    arity: [2, 3],
    run([source, part, start], fold) {
      const [text, needle] = textsOf([source ?? null, part ?? null], fold) ?? [];
      if (text === undefined || needle === undefined) return null;
      const at = text.indexOf(needle, Math.trunc(numberOf(start) ?? 0));
      return at < 0 ? null : at;
    },
    examples: [
      { args: ["explorer.exe", "plorer."], gives: 2 },
      { args: ["explorer.exe", "plorer.", 4], gives: null },
      { args: ["EXPLORER.EXE", "plorer.", 2], fold: true, gives: 2 },
      { args: ["explorer.exe", "never"], gives: null },
      { args: ["explorer.exe", "e", -3], gives: 0 },
      { args: ["explorer.exe", "x", null], gives: 1 },
    ],
  }),
  strict({
    name: "length",
    signature: "length(source)",
    summary: "How many characters a text has; in the old dialect also how many members a list has.",
    arity: [1, 1],
    run: ([source]) => (typeof source === "object" && source !== null ? source.length : (textOf(source)?.length ?? null)),
    examples: [
      { args: ["explorer.exe"], gives: 12 },
      { args: [""], gives: 0 },
      { args: [["en-US", "en"]], gives: 2 },
      { args: [null], gives: null },
    ],
  }),
  strict({
    name: "string",
    signature: "string(value)",
    summary: "A value as text.",
    arity: [1, 1],
    run: ([value]) => textOf(value),
    examples: [
      { args: [42], gives: "42" },
      { args: [false], gives: "false" },
      { args: [null], gives: null },
    ],
  }),
  strict(
    {
      name: "substring",
      signature: "substring(source, start[, end])",
      summary: "A part of a text; positions count from 0, negative ones from the end.",
      arity: [2, 3],
      run([source, start, end]) {
        const text = textOf(source);
        return text === null ? null : text.slice(position(start, 0, text.length), position(end, text.length, text.length));
      },
      examples: [
        { args: ["start regsvr32.exe", 6], gives: "regsvr32.exe" },
        { args: ["start regsvr32.exe", 0, 5], gives: "start" },
        { args: ["start regsvr32.exe", -4], gives: ".exe" },
        { args: ["start regsvr32.exe", -4, -1], gives: ".ex" },
        { args: ["a", 5], gives: "" },
        { args: ["hello world", null, 5], gives: "hello" },
      ],
    },
    1,
  ),
];
