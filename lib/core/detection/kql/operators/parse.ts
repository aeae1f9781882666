import { RE2JS } from "re2js";
import { textOf } from "../bind/compare.ts";
import { kqlRegex } from "../bind/regex.ts";
import { type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import type { Plan } from "../run/plan.ts";
import type { Operator, PatternPart } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { type Cell, type Column, emptyOf, type KqlType } from "../value/type.ts";
import { mapRows } from "./columns.ts";
import { parameterText } from "./join.ts";

type Is<Name> = Operator & { readonly op: Name };

type Kind = "simple" | "regex" | "relaxed";

/** What a column of the pattern takes from the text. */
function capture(type: KqlType, kind: Kind, isLast: boolean, next: PatternPart | undefined): string {
  if (type === "long" || type === "int")
    return isLast && kind !== "regex" ? "(.*)" : next?.kind === "text" && kind === "relaxed" ? "(.*?)" : "([+-]?\\d+)";
  if (type === "real" || type === "decimal")
    return isLast && kind !== "regex"
      ? "(.*)"
      : next?.kind === "text" && kind === "relaxed"
        ? "(.*?)"
        : "([+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
  if (kind === "regex" || isLast) return "(.*)";
  return "(.*?)";
}

function patternOf(parts: readonly PatternPart[], kind: Kind): string {
  const pieces = parts.map((part, index) => pieceOf(part, parts[index + 1], kind));
  return `^${pieces.join("")}${parts.at(-1)?.kind === "column" && kind !== "regex" ? "$" : ""}`;
}

function pieceOf(part: PatternPart, next: PatternPart | undefined, kind: Kind): string {
  switch (part.kind) {
    case "text":
      return kind === "regex" ? `(?:${part.text})` : part.text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
    case "skip":
      return next === undefined ? ".*" : ".*?";
    case "column":
      if (next?.kind === "column" && part.type === "string") {
        throw new KqlRefusal("bad-argument", `${part.name} and ${next.name} need a text or * between them`, next.at);
      }
      return capture(part.type, kind, next === undefined, next);
  }
}

/** Groups a regex of the author opens before each column's own. */
function groupsBefore(parts: readonly PatternPart[], kind: Kind, at: number): readonly number[] {
  let group = 0;
  return parts.flatMap((part) => {
    if (part.kind === "text" && kind === "regex") group += kqlRegex(part.text, at).groupCount();
    if (part.kind !== "column") return [];
    group += 1;
    return [group];
  });
}

/** https://learn.microsoft.com/kusto/query/parse-operator */
export function bindParse(op: Is<"parse" | "parse-where">, input: Plan, context: Context): Plan {
  const value = context.binder.expression(op.value, scopeOf(input, context));
  if (value.type !== "string" && value.type !== "dynamic")
    throw new KqlRefusal("type-clash", `parse reads a string, not a ${value.type}; use tostring()`, op.value.at);
  const wanted = parameterText(op.parameters, "kind") ?? "simple";
  if (wanted !== "simple" && wanted !== "regex" && wanted !== "relaxed")
    throw new KqlRefusal("syntax", `there is no parse kind ${wanted}`, op.at);
  const flags = parameterText(op.parameters, "flags") ?? "";
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (wanted !== "regex" || flags.includes("s") ? RE2JS.DOTALL : 0);
  const greedy = patternOf(op.pattern, wanted);
  const regex = kqlRegex(flags.includes("U") ? greedy.replaceAll("(.*)", "(.*?)") : greedy, op.at, bits);
  const groups = groupsBefore(op.pattern, wanted, op.at);
  const made = op.pattern.filter((part) => part.kind === "column");
  const columns: Column[] = [...input.columns];
  const targets = made.map(({ name, type }) => {
    const existing = columns.findIndex((column) => column.name === name);
    if (existing >= 0) columns[existing] = { name, type };
    else columns.push({ name, type });
    return existing >= 0 ? existing : columns.length - 1;
  });
  const read = textOf(value);
  const empty = made.map(({ type }) => emptyOf(type));
  return mapRows(input, columns, [], ({ cells, evidence }) => {
    const matcher = regex.matcher(read(cells, NO_FRAME));
    const texts = matcher.find() ? groups.map((group) => matcher.group(group) ?? "") : undefined;
    const values: readonly Cell[] | undefined = texts?.map((text, i) => cast(text, "string", made[i]?.type ?? "string"));
    const isWhole = values !== undefined && (wanted === "relaxed" || values.every((one) => one !== null));
    if (!isWhole && op.op === "parse-where") return undefined;
    const out = [...cells];
    targets.forEach((target, i) => {
      out[target] = (isWhole ? values[i] : empty[i]) ?? null;
    });
    return { cells: out, evidence };
  });
}
