import { z } from "zod";
import type { Diagnostic } from "../diagnostic.ts";
import { placesOf } from "../place.ts";
import type { CompiledRule } from "../rule.ts";
import type { Reading, RuleSource } from "../rule-reader.ts";
import { documentsIn, type JsonDocument } from "./json-documents.ts";
import { readElasticRule } from "./read-rule.ts";
import { savedRule } from "./saved-object.ts";
import { ExceptionItem } from "./schema.ts";

const TYPES = new Set(["eql", "query", "saved_query", "threshold", "new_terms", "esql", "machine_learning", "threat_match"]);
/** Rules an export may have. */
const MOST_RULES = 50_000;

type What = "rule" | "saved-rule" | "exception" | "beside" | "unknown";

/** What a member of an export is: `beside` is what goes with rules and says nothing of what they find. */
function whatIs(value: unknown): What {
  if (typeof value !== "object" || value === null) return "unknown";
  const has = (name: string) => Object.hasOwn(value, name);
  const type: unknown = has("type") ? Reflect.get(value, "type") : undefined;
  if (typeof type === "string" && TYPES.has(type) && (has("rule_id") || has("risk_score")) && has("name")) return "rule";
  if (type === "alert" && has("attributes")) return "saved-rule";
  if (has("item_id") && has("entries")) return "exception";
  const isContainer = has("list_id") || has("exported_count") || has("exported_rules_count") || has("exportedCount");
  return isContainer || (typeof type === "string" && has("attributes")) ? "beside" : "unknown";
}

/** Whether a JSON text begins like an export of Kibana's rules. */
export function recognisesElasticJson(text: string): boolean {
  for (const document of documentsIn(text)) {
    if ("fault" in document) return false;
    const what = whatIs(document.value);
    if (what !== "beside") return what !== "unknown";
  }
  return false;
}

/**
 * Rules that Kibana exported: a JSON object a line, one object, or a list of them (also under `data` or `rules`). Items of
 * exception lists in the file become part of the rules that name their list. A line that is none of these costs itself.
 * Never throws on bad text.
 */
export function readElasticJson({ file, text }: RuleSource): Reading {
  const rules: JsonDocument[] = [];
  const items = new Map<string, { readonly item: ExceptionItem; readonly text: string }[]>();
  const diagnostics: Diagnostic[] = [];
  const places = placesOf(text);
  const say = (severity: Diagnostic["severity"], code: string, message: string, at: number): void => {
    if (diagnostics.length < 100) diagnostics.push({ severity, code, message, ...places(at) });
  };
  for (const document of documentsIn(text)) {
    if ("fault" in document) {
      say("error", "bad-json", document.fault, document.at);
      continue;
    }
    switch (whatIs(document.value)) {
      case "rule":
        rules.push(document);
        break;
      case "saved-rule":
        rules.push(savedRule(document));
        break;
      case "exception": {
        const item = ExceptionItem.safeParse(document.value);
        if (!item.success)
          say("warning", "exception-not-applied", `this exception cannot be read: ${z.prettifyError(item.error)}`, document.at);
        else items.set(item.data.list_id, [...(items.get(item.data.list_id) ?? []), { item: item.data, text: document.text }]);
        break;
      }
      case "beside":
        break;
      case "unknown":
        say("error", "not-a-rule", "this is JSON, but neither a rule of Kibana's nor an exception", document.at);
    }
  }
  if (rules.length > MOST_RULES) say("error", "file-too-large", `a file has at most ${MOST_RULES} rules`, 0);
  if (rules.length === 0 && diagnostics.length === 0) say("error", "empty-file", "the file has no rule in it", 0);
  const lists = new Map(Array.from(items, ([id, list]) => [id, list.map(({ item }) => item)]));
  const compiled = rules.slice(0, MOST_RULES).map((rule): CompiledRule => {
    return readElasticRule(rule.value, {
      file,
      text: [rule.text, ...exceptionTexts(rule.value, items)].join("\n"),
      locate: rule.locate,
      lists,
    });
  });
  return { rules: compiled, diagnostics };
}

const Named = z.object({ exceptions_list: z.array(z.object({ list_id: z.string() })) });

/** A rule is its line and those of its exceptions: read again by itself it must mean the same. */
function exceptionTexts(value: unknown, items: ReadonlyMap<string, readonly { readonly text: string }[]>): readonly string[] {
  const lists = Named.safeParse(value).data?.exceptions_list ?? [];
  return lists.flatMap(({ list_id }) => (items.get(list_id) ?? []).map(({ text }) => text));
}
