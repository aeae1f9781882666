import { compileCondition, isCompiled } from "./compiled-condition.ts";
import type { AddressField, Condition, TextField } from "./exception.ts";
import { joined } from "./listed.ts";

/**
 * What an intruder must do to hide behind an exception, in one plain sentence, with what stays free to choose.
 * `rules` are the titles of the rules it applies to; empty: every rule. `step`: only that step of the one rule. Unusable conditions hide nobody, and it says so.
 */
export function attackerSentence(conditions: readonly Condition[], rules: readonly string[], step: string | null = null): string {
  if (conditions.length === 0) return `An intruder need do nothing to stay hidden from ${scope(rules, step)}: there is no condition.`;
  if (!conditions.every((condition) => isCompiled(compileCondition(condition))))
    return "Nobody can hide behind this yet: a condition cannot be used.";
  const deeds = conditions.map((condition) => DEEDS[condition.field](condition));
  const tested = new Set(conditions.map((condition) => condition.field));
  const free = FREE.filter(([fields]) => !fields.some((field) => tested.has(field))).map(([, words]) => words);
  const choice = free.length > 0 ? ` Free to choose: ${joined(free, "and")}.` : "";
  return `An intruder stays hidden from ${scope(rules, step)} by ${joined(deeds, "and")}.${choice}`;
}

function scope(rules: readonly string[], step: string | null): string {
  const [first] = rules;
  if (first === undefined) return "every rule";
  if (rules.length === 1 && step !== null) return `the rule “${first}” at its step “${step}”`;
  return rules.length === 1 ? `the rule “${first}”` : `${rules.length} rules`;
}

const DEEDS: { readonly [F in AddressField | TextField]: (condition: Condition) => string } = {
  "destination.ip": (condition) => `connecting to ${addresses(condition)}`,
  "source.ip": (condition) => `connecting from ${addresses(condition)}`,
  "process.command_line": (condition) => `using ${texts(condition, "the command line", "a command line")}`,
  "process.parent.command_line": (condition) => `starting from a process with ${texts(condition, "the command line", "a command line")}`,
  "process.executable": (condition) => `running ${texts(condition, "the program", "a program")}`,
  "user.name": (condition) => `acting as ${texts(condition, "the user", "a user")}`,
  "host.name": (condition) => `being on ${texts(condition, "the host", "a host")}`,
};

const FREE: readonly (readonly [fields: readonly (AddressField | TextField)[], words: string])[] = [
  [["process.command_line"], "the command line"],
  // A command line names its program as well as a path does, in practice.
  [["process.executable", "process.command_line"], "the program"],
  [["destination.ip"], "the destination"],
  [["host.name"], "the host"],
  [["user.name"], "the user"],
];

function addresses({ values }: Condition): string {
  const [first = ""] = values;
  if (values.length > 3) return `any of ${values.length} addresses or ranges (${first}, …)`;
  return joined(
    values.map((value) => (/[/-]/.test(value) ? `any address of ${value}` : value)),
    "or",
  );
}

function texts({ operator, values }: Condition, exact: string, similar: string): string {
  const words = operator === "exact" ? exact : `${similar} like`;
  const [first = ""] = values;
  if (values.length > 3) return `${words} “${cut(first)}” or one of ${values.length - 1} others`;
  return `${words} ${joined(
    values.map((value) => `“${cut(value)}”`),
    "or",
  )}`;
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
