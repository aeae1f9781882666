import { asksKql, type KqlCommand, readKqlCommand, tableOf } from "./kql/command.ts";
import { type QueryCommand, readQueryCommand } from "./query/command.ts";
import { UsageError } from "./usage.ts";

export interface ScanCommand {
  readonly command: "scan";
  readonly rules: readonly string[];
  readonly filters: readonly string[];
  readonly exceptions: string | undefined;
  readonly placeholders: string | undefined;
  readonly maxEvidence: number;
  readonly threads: number;
  /** What `now()` is for rules that are queries. */
  readonly now: string | undefined;
  /** Lists for `externaldata`, each under its URL. */
  readonly tables: readonly { readonly name: string; readonly file: string }[];
  /** Empty when the files stand right after the rule or filter paths, with nothing to divide them: see `divideScanPaths`. */
  readonly files: readonly string[];
}
export interface RulesCheckCommand {
  readonly command: "rules check";
  readonly rules: readonly string[];
  readonly placeholders: string | undefined;
}
export type Command = ScanCommand | RulesCheckCommand | QueryCommand | KqlCommand | { readonly command: "help" };

/** Most threads `--threads` may ask for. */
const THREADS = 64;

/** Reads the arguments after the program's name. Throws UsageError on anything it does not know: a guess could lose findings. */
export function readCommandLine(args: readonly string[]): Command {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
      throw new UsageError("no command given");
    case "--help":
    case "-h":
    case "help":
      return { command: "help" };
    case "scan":
      return readScan(rest);
    case "rules":
      return readRules(rest);
    case "query":
      return asksKql(rest) ? readKqlCommand(rest) : readQueryCommand(rest);
    // Input from outside: any other word can stand here.
    default:
      throw new UsageError(`there is no command "${command}"`);
  }
}

function readRules([action, ...paths]: readonly string[]): RulesCheckCommand {
  if (action !== "check")
    throw new UsageError(action === undefined ? "rules needs an action: check" : `there is no action "rules ${action}"`);
  const rules: string[] = [];
  let placeholders: string | undefined;
  for (let i = 0; i < paths.length; i++) {
    const arg = paths[i] ?? "";
    const [name, inline] = splitOption(arg);
    if (!arg.startsWith("--")) rules.push(arg);
    else if (name !== "--placeholders") throw new UsageError(`rules check has no option ${name}`);
    else if (placeholders !== undefined) throw new UsageError("--placeholders is given twice");
    else {
      placeholders = inline ?? paths[++i];
      if (placeholders === undefined) throw new UsageError("--placeholders needs a value");
    }
  }
  if (rules.length === 0) throw new UsageError("rules check needs a PATH");
  return { command: "rules check", rules, placeholders };
}

const VALUE_OPTIONS = new Set(["--now", "--table", "--exceptions", "--max-evidence", "--placeholders", "--threads"]);

/** `--rules a b c` and `--filters a b c` take every path up to the next option; the files stand after another option's value, or after `--`. */
function readScan(args: readonly string[]): ScanCommand {
  const values = new Map<string, string>();
  const rules: string[] = [];
  const filters: string[] = [];
  const files: string[] = [];
  const tables: string[] = [];
  let into = files;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const [name = "", inline] = arg.startsWith("--") ? splitOption(arg) : [""];
    if (arg === "--") into = files;
    else if (name === "--rules") {
      into = rules;
      if (inline !== undefined) rules.push(inline);
    } else if (name === "--filters") {
      into = filters;
      if (inline !== undefined) filters.push(inline);
    } else if (VALUE_OPTIONS.has(name)) {
      const value = inline ?? args[++i];
      if (value === undefined) throw new UsageError(`${name} needs a value`);
      if (name === "--table") tables.push(value);
      else if (values.has(name)) throw new UsageError(`${name} is given twice`);
      else values.set(name, value);
      into = files;
    } else if (name !== "") throw new UsageError(`scan has no option ${name}`);
    else into.push(arg);
  }
  return { ...settle(rules, filters, files, values), tables: tables.map(tableOf) };
}

function splitOption(arg: string): readonly [string, string | undefined] {
  const at = arg.indexOf("=");
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function settle(
  rules: readonly string[],
  filters: readonly string[],
  files: readonly string[],
  values: ReadonlyMap<string, string>,
): Omit<ScanCommand, "tables"> {
  if (rules.length === 0) throw new UsageError("scan needs --rules PATH");
  if (rules.length + filters.length + files.length < 2) throw new UsageError("scan needs a FILE");
  return {
    command: "scan",
    rules,
    filters,
    exceptions: values.get("--exceptions"),
    placeholders: values.get("--placeholders"),
    maxEvidence: count(values, "--max-evidence", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    threads: count(values, "--threads", 1, THREADS),
    now: values.get("--now"),
    files,
  };
}

function count(values: ReadonlyMap<string, string>, name: string, otherwise: number, most: number): number {
  const text = values.get(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new UsageError(`${name} takes a whole number from 1${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}, not "${text}"`);
}
