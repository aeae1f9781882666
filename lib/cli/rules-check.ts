import type { RulesCheckCommand } from "./command-line.ts";
import { say, saySummary, writeLines } from "./output.ts";
import { readPlaceholdersFile } from "./placeholders-file.ts";
import { loadRules } from "./rules.ts";

/** Runs `rules check`: every diagnostic to standard output, warnings included. Gives the exit status. */
export async function checkRules({ rules: paths, placeholders }: RulesCheckCommand): Promise<number> {
  const { loaded, rejected, types, errors, warnings, took } = await loadRules(paths, [], {
    placeholders: await readPlaceholdersFile(placeholders),
  });
  const lines = [...errors, ...warnings];
  if (lines.length > 0) await writeLines(lines);
  const sum = (counts: typeof loaded): number => Object.values(counts).reduce((total, count) => total + count, 0);
  say(`${sum(loaded)} rules can be used, ${sum(rejected)} cannot, ${warnings.length} warnings`);
  for (const [type, { usable, refused }] of [...types].sort()) say(`  ${type}: ${usable} can be used, ${refused} cannot`);
  const rules = { loaded, rejected };
  const counts = { files: 0, records: 0, events: 0, faults: 0, rules, findings: 0, silenced: 0 };
  saySummary(counts, { loading: took, decoding: 0, matching: 0 });
  return errors.length > 0 ? 1 : 0;
}
