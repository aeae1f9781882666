import { fieldSpec } from "../../event/fields.ts";
import type { Analyser } from "./analyse.ts";

/** How Elastic's mappings hold a field: whole words in their case (`keyword`), without case (`caseless`), or words of a text. */
export type FieldKind = { readonly name: string } & (
  | { readonly kind: "keyword" | "caseless" | "ip" | "number" }
  | { readonly kind: "text"; readonly analyser: Analyser }
);

/** Fields of type `text` and `match_only_text` (ECS 8; Elastic's windows integration for the script block). */
const TEXTS: { readonly [name: string]: Analyser } = {
  message: "standard",
  "error.message": "standard",
  "powershell.file.script_block_text": "powershell",
};

/** `name.text`, `name.caseless` and `name.keyword` are Elastic's other ways to index the same values. */
export function fieldKind(name: string): FieldKind {
  const [, base, variant] = /^(.+)\.(text|caseless|keyword)$/.exec(name) ?? [];
  if (base !== undefined && variant === "text") return { name: base, kind: "text", analyser: "standard" };
  if (base !== undefined) return { name: base, kind: variant === "caseless" ? "caseless" : "keyword" };
  const analyser = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (analyser) return { name, kind: "text", analyser };
  const { type } = fieldSpec(name);
  if (type === "ip" || /(?:^|\.)ip$/.test(name)) return { name, kind: "ip" };
  return { name, kind: type === "long" ? "number" : "keyword" };
}

/** The fields of texts, for a search in all fields. */
export const TEXT_FIELDS: readonly string[] = Object.keys(TEXTS);
