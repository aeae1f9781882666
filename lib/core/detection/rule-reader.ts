import type { Language } from "./finding.ts";
import type { CompiledRule } from "./rule.ts";
import type { Placeholders } from "./sigma/modifiers.ts";
import type { SigmaFile } from "./sigma/read-file.ts";

export interface RuleSource {
  readonly file: string;
  readonly text: string;
}

export interface CompileOptions {
  /** Values of Sigma's `%placeholders%`. */
  readonly placeholders?: Placeholders;
}

/** A rule file that was read but not linked: `linkRules` finds what its documents refer to. */
export interface ReadFile extends SigmaFile {
  readonly file: string;
  /** Rules that refer to no other. */
  readonly rules: readonly CompiledRule[];
}

/** One form of rule files. Forms share extensions and are told apart by their text. */
export interface RuleReader {
  /** What most rules of the form are written in, for files of which nothing could be read. */
  readonly language: Language;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Whether other files have the extension too (`json`): such a file is a rule file only when `recognises` says so. */
  readonly isShared?: true;
  /** Longest text read, in UTF-16 units. */
  readonly mostCharacters: number;
  /** Whether a text is of this form; asked of files with one of the extensions, of the first reader first. */
  recognises(text: string): boolean;
  /** Never throws on bad text: what is wrong is a diagnostic with its line and column. */
  read(source: RuleSource, options: CompileOptions): Reading;
}

/** What a reader makes of a text; members it has none of are left out. */
export type Reading = Pick<ReadFile, "diagnostics"> & Partial<Pick<ReadFile, "units" | "rules">>;
