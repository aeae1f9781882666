import { readEqlFile } from "./eql/file.ts";
import type { Language } from "./finding.ts";
import { KQL_READERS } from "./kql/rules/readers.ts";
import type { RuleReader } from "./rule-reader.ts";
import { readSigmaFile } from "./sigma/read-file.ts";

/** The longest published rule has 70 kB. */
const ONE_FILE = 2 * 1024 * 1024;

const always = () => true;

function unsupported(language: Language, extensions: readonly string[], name: string): RuleReader {
  return {
    language,
    extensions,
    mostCharacters: ONE_FILE,
    recognises: always,
    read: () => ({
      rules: [],
      diagnostics: [
        { severity: "error", code: "unsupported-language", message: `${name} rules are not supported yet`, line: 1, column: 1 },
      ],
    }),
  };
}

/** The forms of rule files. Of those that share an extension, the first that recognises the text reads it. */
export const RULE_READERS: readonly RuleReader[] = [
  ...KQL_READERS,
  {
    language: "sigma",
    extensions: ["yml", "yaml"],
    mostCharacters: ONE_FILE,
    recognises: always,
    read: (source, { placeholders }) => readSigmaFile(source, placeholders ?? new Map()),
  },
  {
    language: "eql",
    extensions: ["eql"],
    mostCharacters: ONE_FILE,
    recognises: always,
    read: (source) => ({ rules: [readEqlFile(source)], diagnostics: [] }),
  },
  unsupported("eql", ["toml"], "EQL (Elastic's TOML)"),
];
