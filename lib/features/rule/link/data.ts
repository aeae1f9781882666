import "server-only";
import { openReferences } from "#core/detection/closure";
import { readRules } from "#core/detection/compile";
import type { ReadFile } from "#core/detection/rule-reader";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";

/** A stored rule as linking wants it. */
export interface LinkableRule {
  readonly id: string;
  readonly version: number;
  readonly enabled: boolean;
  readonly file: string;
  readonly source: string;
}

const LINKABLE = Prisma.sql`id, version, enabled, file_name AS file, source`;
/** Rounds of looking up what was looked up refers to: longer chains of correlations are refused anyway. */
const ROUNDS = 25;

/** The text of a stored rule, read: of a file that was stored whole, the rule itself. */
export function readStored(rule: Pick<LinkableRule, "id" | "file" | "source">, placeholders: Placeholders): ReadFile {
  const file = readRules({ file: rule.file, text: rule.source }, { placeholders });
  return { ...file, units: file.units.filter(({ id }) => id === rule.id), rules: file.rules.filter(({ id }) => id === rule.id) };
}

/** Stored rules that answer to what `files` refer to, and what those refer to in turn. `isResting`: only those that are turned off. */
export async function listReferred(
  query: Query,
  files: readonly ReadFile[],
  placeholders: Placeholders,
  { isResting = false } = {},
): Promise<readonly ReadFile[]> {
  const found = new Map<string, ReadFile>();
  const asked = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const references = openReferences([...files, ...found.values()]).filter((reference) => !asked.has(reference));
    if (references.length === 0) break;
    for (const reference of references) asked.add(reference);
    const rows = await query<LinkableRule>(Prisma.sql`
      SELECT ${LINKABLE} FROM rule WHERE language = 'sigma' AND (${isResting} = false OR NOT enabled)
        AND (id = ANY(${references.map((reference) => reference.toLowerCase())}::text[])
             OR source LIKE ANY(${references.map((reference) => `%name%:%${reference.replaceAll(/[\\%_]/g, "\\$&")}%`)}::text[]))
      ORDER BY id`);
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, readStored(row, placeholders));
  }
  return [...found.values()];
}
