import { existsSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import yauzl from "yauzl";
import { compileFile } from "#core/detection/compile";
import type { CompiledRule } from "#core/detection/rule";
import type { RuleSource } from "#core/detection/rule-reader";
import { loadBuiltInRules } from "#lib/rules/builtin";
import { SHARED_DATA } from "./corpus.ts";

/** Rules to match with, compiled; refused ones are left out. */
export interface RulePack {
  readonly name: string;
  readonly rules: readonly CompiledRule[];
  readonly sources: readonly RuleSource[];
}

/** The built-in rules and, where the pack is beside the checkout, SigmaHQ's for Windows. */
export async function loadRulePacks(): Promise<readonly RulePack[]> {
  const packs = [pack("built-in", await loadBuiltInRules())];
  const sigmaHq = path.join(SHARED_DATA, "10-rule-packs", "sigmahq-8eaafff1.zip");
  return existsSync(sigmaHq) ? [...packs, pack("SigmaHQ", await readRuleZip(sigmaHq))] : packs;
}

function pack(name: string, sources: readonly RuleSource[]): RulePack {
  return { name, sources, rules: compilePack(sources) };
}

/** The rules for Windows that can be run. */
export function compilePack(sources: readonly RuleSource[]): readonly CompiledRule[] {
  const rules = sources.flatMap((source) => compileFile(source).rules);
  return rules.filter((rule) => rule.plan !== null && rule.logSource.startsWith("windows"));
}

async function readRuleZip(file: string): Promise<readonly RuleSource[]> {
  const zip = await yauzl.openPromise(file);
  const sources: RuleSource[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!/\.ya?ml$/.test(entry.fileName)) continue;
    const bytes = await buffer(await zip.openReadStreamPromise(entry));
    sources.push({ file: entry.fileName, text: bytes.toString("utf8") });
  }
  return sources;
}
