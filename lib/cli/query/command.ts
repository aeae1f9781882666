import { UsageError } from "../usage.ts";

export interface QueryCommand {
  readonly command: "query";
  readonly language: "eql" | "kql";
  /** The query itself, or `@FILE`; undefined with a batch. */
  readonly text: string | undefined;
  /** A file with one `{"id","query"}` a line. */
  readonly batch: string | undefined;
  readonly files: readonly string[];
  readonly dialect: "elasticsearch" | "endgame";
  /** Of the endgame dialect: whether case matters. Elasticsearch's says so by its operators. */
  readonly isCaseSensitive: boolean;
  /** Where plain documents have their category. */
  readonly categoryField: string | undefined;
  /** A field that holds software versions, which compare as versions do. */
  readonly versionField: string | undefined;
}

const VALUES = new Set(["--language", "--batch", "--dialect", "--category-field", "--version-field", "--format"]);
const FLAGS = new Set(["--case-sensitive"]);

/** Reads the arguments behind `query`. Throws UsageError on anything it does not know. */
export function readQueryCommand(args: readonly string[]): QueryCommand {
  const values = new Map<string, string>();
  const rest: string[] = [];
  let isRest = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const [name = "", inline] = isRest || !arg.startsWith("--") ? [""] : split(arg);
    if (!isRest && arg === "--") isRest = true;
    else if (FLAGS.has(name) && inline === undefined) values.set(name, "");
    else if (VALUES.has(name)) {
      const value = inline ?? args[++i];
      if (value === undefined) throw new UsageError(`${name} needs a value`);
      if (values.has(name)) throw new UsageError(`${name} is given twice`);
      values.set(name, value);
    } else if (name !== "") throw new UsageError(`query has no option ${name}`);
    else rest.push(arg);
  }
  return settle(values, rest);
}

function split(arg: string): readonly [string, string | undefined] {
  const at = arg.indexOf("=");
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function settle(values: ReadonlyMap<string, string>, rest: readonly string[]): QueryCommand {
  const language = oneOf(values.get("--language"), ["eql", "kql"], "--language");
  if (language === undefined) throw new UsageError("query needs --language eql");
  if (language === "kql") throw new UsageError("queries in KQL are not in this release");
  oneOf(values.get("--format"), ["json"], "--format");
  const batch = values.get("--batch");
  const [text, ...others] = batch === undefined ? rest : [undefined, ...rest];
  if (batch === undefined && text === undefined) throw new UsageError("query needs a query, @FILE or --batch FILE");
  if (others.length === 0) throw new UsageError("query needs a FILE");
  return {
    command: "query",
    language,
    text,
    batch,
    files: others.map(String),
    dialect: oneOf(values.get("--dialect"), ["elasticsearch", "endgame"], "--dialect") ?? "elasticsearch",
    isCaseSensitive: values.has("--case-sensitive"),
    categoryField: values.get("--category-field"),
    versionField: values.get("--version-field"),
  };
}

function oneOf<T extends string>(value: string | undefined, choices: readonly T[], name: string): T | undefined {
  if (value === undefined) return undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new UsageError(`${name} takes ${choices.join(" or ")}, not "${value}"`);
  return chosen;
}
