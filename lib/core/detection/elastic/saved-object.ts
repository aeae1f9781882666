import { z } from "zod";
import type { JsonDocument } from "./json-documents.ts";

/** A rule as Kibana's saved objects hold it: what the API calls `risk_score` is `params.riskScore` there. */
const SavedRule = z.object({
  attributes: z.object({
    name: z.string(),
    tags: z.array(z.string()).optional(),
    enabled: z.boolean().optional(),
    schedule: z.object({ interval: z.string() }).optional(),
    params: z.record(z.string(), z.unknown()),
  }),
});

/** Members whose own members are named the same way. */
const NESTED = new Set(["alertSuppression"]);

/** The same rule as the API has it; positions still lead into the saved object. A document that is none stays as it is. */
export function savedRule(document: JsonDocument): JsonDocument {
  const { attributes } = SavedRule.safeParse(document.value).data ?? {};
  if (!attributes) return document;
  const { params, name, tags, enabled, schedule } = attributes;
  const value = { ...snakeMembers(params), name, tags, enabled, interval: schedule?.interval };
  const own = new Set(["name", "tags", "enabled"]);
  return {
    ...document,
    value,
    locate: ([first, ...rest], index) => {
      if (first === undefined) return document.locate([], index);
      if (first === "interval") return document.locate(["attributes", "schedule", "interval"], index);
      if (own.has(String(first))) return document.locate(["attributes", first, ...rest], index);
      return document.locate(["attributes", "params", camel(String(first)), ...rest], index);
    },
  };
}

function snakeMembers(members: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  const entries = Object.entries(members).map(([name, value]) => {
    const inner = NESTED.has(name) ? z.record(z.string(), z.unknown()).safeParse(value).data : undefined;
    return [snake(name), inner ? snakeMembers(inner) : value] as const;
  });
  return Object.fromEntries(entries);
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
