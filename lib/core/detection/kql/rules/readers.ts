import type { RuleReader } from "../../rule-reader.ts";
import { isCustomDetection, readCustomDetections } from "./custom-detection.ts";
import { readKqlFile } from "./kql-file.ts";
import { isHuntingPage, readHuntingPage } from "./page.ts";
import { isSentinelYaml, readSentinelFile } from "./sentinel.ts";

const ONE_FILE = 2 * 1024 * 1024;
/** A listing of all custom detections of an organisation. */
const LISTING = 8 * 1024 * 1024;

/** The forms in which KQL rules come. The YAML one must be asked before Sigma's. */
export const KQL_READERS: readonly RuleReader[] = [
  {
    language: "kql",
    extensions: ["yml", "yaml"],
    isShared: true,
    mostCharacters: ONE_FILE,
    recognises: isSentinelYaml,
    read: readSentinelFile,
  },
  {
    language: "kql",
    extensions: ["kql", "kusto", "csl"],
    mostCharacters: ONE_FILE,
    recognises: () => true,
    read: (source) => ({ rules: [readKqlFile(source)], diagnostics: [] }),
  },
  {
    language: "kql",
    extensions: ["md", "txt"],
    isShared: true,
    mostCharacters: ONE_FILE,
    recognises: isHuntingPage,
    read: readHuntingPage,
  },
  {
    language: "kql",
    extensions: ["json"],
    isShared: true,
    mostCharacters: LISTING,
    recognises: isCustomDetection,
    read: readCustomDetections,
  },
];
