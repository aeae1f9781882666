import { UsageError } from "../usage.ts";

export interface KqlCommand {
  readonly command: "query kql";
  /** The query itself, or `@FILE`; undefined with a batch. */
  readonly text: string | undefined;
  /** A file with one `{"id","query"}` a line. */
  readonly batch: string | undefined;
  /** `NAME=FILE`: a file under a table's name, or a list under the URL that `externaldata` names. */
  readonly tables: readonly { readonly name: string; readonly file: string }[];
  readonly format: "json" | "table";
  /** What `now()` is; undefined for the present. */
  readonly now: string | undefined;
  readonly files: readonly string[];
}

const VALUES = ["--language", "--batch", "--table", "--format", "--now"];

/** Whether the arguments behind `query` ask for KQL. */
export function asksKql(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--language=kql") || options[options.indexOf("--language") + 1] === "kql";
}

/** Reads the arguments behind `query --language kql`. Throws UsageError on anything it does not know. */
export function readKqlCommand(args: readonly string[]): KqlCommand {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  let isRest = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (!isRest && arg === "--") isRest = true;
    else if (isRest || !arg.startsWith("--")) rest.push(arg);
    else {
      const [name = "", ...inline] = arg.split("=");
      if (!VALUES.includes(name)) throw new UsageError(`query --language kql has no option ${name}`);
      const value = inline.length > 0 ? inline.join("=") : args[++i];
      if (value === undefined) throw new UsageError(`${name} needs a value`);
      const given = values.get(name) ?? [];
      if (given.length > 0 && name !== "--table") throw new UsageError(`${name} is given twice`);
      values.set(name, [...given, value]);
    }
  }
  const one = (name: string) => values.get(name)?.[0];
  const format = one("--format") ?? "json";
  if (format !== "json" && format !== "table") throw new UsageError(`--format takes json or table, not "${format}"`);
  const batch = one("--batch");
  const [text, ...files] = batch === undefined ? rest : [undefined, ...rest];
  if (batch === undefined && text === undefined) throw new UsageError("query needs a query, @FILE or --batch FILE");
  return {
    command: "query kql",
    text,
    batch,
    tables: (values.get("--table") ?? []).map(tableOf),
    format,
    now: one("--now"),
    files: files.map(String),
  };
}

/** `NAME=FILE`; the name may be a URL. */
export function tableOf(value: string): { readonly name: string; readonly file: string } {
  // A URL may hold an equals sign, and then the last one divides.
  const at = value.includes("://") ? value.lastIndexOf("=") : value.indexOf("=");
  if (at < 1 || at === value.length - 1) throw new UsageError(`--table takes NAME=FILE, not "${value}"`);
  return { name: value.slice(0, at), file: value.slice(at + 1) };
}
