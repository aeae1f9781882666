import { readElasticJson, recognisesElasticJson } from "./elastic/read-json.ts";
import { readElasticToml } from "./elastic/read-toml.ts";
import { readEqlFile } from "./eql/file.ts";
import { KQL_READERS } from "./kql/rules/readers.ts";
import type { RuleReader } from "./rule-reader.ts";
import { readSigmaFile } from "./sigma/read-file.ts";

/** The longest published rule has 70 kB. */
const ONE_FILE = 2 * 1024 * 1024;
/** An export of all of Elastic's own rules has 25 MB, a rule a line. */
const EXPORT = 64 * 1024 * 1024;

const always = () => true;

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
  { language: "eql", extensions: ["toml"], mostCharacters: ONE_FILE, recognises: always, read: readElasticToml },
  {
    language: "eql",
    extensions: ["ndjson", "jsonl", "json"],
    isShared: true,
    mostCharacters: EXPORT,
    recognises: recognisesElasticJson,
    read: readElasticJson,
  },
];
