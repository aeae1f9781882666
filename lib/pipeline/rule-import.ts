import { compileFile, type RuleSource } from "#core/detection/compile";
import type { CompiledRule } from "#core/detection/rule";
import type { Actor } from "#features/account/types";
import { storeRules } from "#features/rule/mutations";
import type { RuleImportFile, RuleImportReport } from "#features/rule/types";
import { log } from "#lib/log";
import { loadBuiltInRules } from "#lib/rules/builtin";

/** Compiling a rule takes a millisecond; other requests get their turn after this many. */
const YIELD_EVERY = 20;

/** Compiles rule files and stores what they hold. Each rule succeeds or is refused for itself. */
export async function importRules(actor: Actor, sources: readonly RuleSource[], options = { builtIn: false }): Promise<RuleImportReport> {
  const rules: CompiledRule[] = [];
  const unreadable: RuleImportFile[] = [];
  for (const [position, source] of sources.entries()) {
    if (position % YIELD_EVERY === YIELD_EVERY - 1) await new Promise((resolve) => setImmediate(resolve));
    const compiled = compileFile(source);
    rules.push(...compiled.rules);
    if (compiled.rules.length > 0) continue;
    unreadable.push({ file: source.file, ruleId: null, title: null, outcome: "refused", diagnostics: compiled.diagnostics });
  }
  const stored = rules.length === 0 ? [] : await storeRules(actor, rules, options);
  const files = [...stored, ...unreadable];
  const count = (outcome: RuleImportFile["outcome"]): number => files.filter((file) => file.outcome === outcome).length;
  return { accepted: count("added"), updated: count("updated"), unchanged: count("unchanged"), refused: count("refused"), files };
}

/** Brings Callout's own rules up to date. One that a person turned off stays off. */
export async function seedBuiltInRules(actor: Actor): Promise<void> {
  const { files, ...counts } = await importRules(actor, await loadBuiltInRules(), { builtIn: true });
  log.info(counts, "built-in rules");
  for (const file of files)
    if (file.outcome === "refused") log.error({ file: file.file, diagnostics: file.diagnostics }, "a built-in rule is refused");
}
