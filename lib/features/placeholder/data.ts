import "server-only";
import type { Placeholders } from "#core/detection/sigma/modifiers";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma, type Query } from "#lib/db/query";
import type { PlaceholderRow } from "./types.ts";

/** What `%name%` stands for in every stored rule. */
export async function listPlaceholders(client: Pick<Prisma.TransactionClient, "placeholder"> = db()): Promise<Placeholders> {
  const rows = await client.placeholder.findMany({ select: { name: true, values: true }, orderBy: { name: "asc" } });
  return new Map(rows.map((row) => [row.name, row.values]));
}

/** Names that have values and names that rules ask for in vain, these first. */
export async function listPlaceholderRows(): Promise<readonly PlaceholderRow[]> {
  const [stored, asking] = await Promise.all([
    db().placeholder.findMany({ select: { name: true, values: true, updatedBy: true, updatedAt: true }, orderBy: { name: "asc" } }),
    listAskingRules(onPrisma(db())),
  ]);
  const rulesOf = (name: string) => asking.filter((rule) => rule.names.includes(name)).map(({ id, title }) => ({ id, title }));
  const known = new Set(stored.map((row) => row.name));
  const wanted = [...new Set(asking.filter((rule) => rule.refused).flatMap((rule) => rule.names))].filter((name) => !known.has(name));
  return [
    ...wanted.sort().map((name): PlaceholderRow => ({ name, values: [], rules: rulesOf(name), updatedBy: null, updatedAt: null })),
    ...stored.map((row) => ({ ...row, rules: rulesOf(row.name), updatedAt: row.updatedAt.toISOString() })),
  ];
}

export interface AskingRule {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly source: string;
  readonly builtIn: boolean;
  readonly refused: boolean;
  /** As written between percent signs; of a rule that has `%TEMP%` elsewhere, that too. */
  readonly names: readonly string[];
}

/** Rules whose text asks for placeholders. */
export async function listAskingRules(query: Query): Promise<readonly AskingRule[]> {
  const rows = await query<Omit<AskingRule, "names">>(Prisma.sql`
    SELECT id, title, file_name AS file, source, built_in AS "builtIn", refused FROM rule
    WHERE language = 'sigma' AND source LIKE '%|expand%' ORDER BY title, id`);
  return rows.map((row) => ({ ...row, names: [...new Set(Array.from(row.source.matchAll(/%(\w[\w.-]*)%/g), ([, name]) => name ?? ""))] }));
}
