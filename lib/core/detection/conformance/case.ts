import { dump, load } from "js-yaml";
import { z } from "zod";
import type { Row } from "../../event/event.ts";
import type { FieldValue } from "../../event/value.ts";
import { compileFile } from "../compile.ts";

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const CaseEvent = z.object({ id: z.string() }).catchall(z.union([Value, z.array(Value)]));

/** One conformance file: what some events are to some rules. `expect` lists, per case, the ids of the events that must fire; `said` are the codes of all diagnostics. */
const CaseFile = z.object({
  name: z.string(),
  events: z.array(CaseEvent),
  cases: z.array(
    z.object({
      detection: z.record(z.string(), z.unknown()),
      logsource: z.record(z.string(), z.string()).default({ category: "process_creation" }),
      expect: z.array(z.string()),
      said: z.array(z.string()).default([]),
      placeholders: z.record(z.string(), z.array(z.string())).optional(),
    }),
  ),
});
export type CaseFile = z.infer<typeof CaseFile>;
export type CaseEvent = z.infer<typeof CaseEvent>;

export function readCases(text: string): CaseFile {
  return CaseFile.parse(load(text));
}

/** Members that route an event instead of being fields of it. */
const ROUTING: { readonly [name: string]: string } = { class: "callout.class", source: "callout.source", os: "host.os.type" };

/** An event of a conformance file as a row: its members are Sigma fields; a Sysmon process creation unless it says otherwise. */
export function rowOf(event: CaseEvent): Row {
  const { id: _, ...members } = { class: "process_creation", source: "sysmon", ...event };
  const values = new Map<string, FieldValue>();
  for (const [name, value] of Object.entries(members)) values.set(name in ROUTING ? `ecs:${ROUTING[name]}` : `sigma:${name}`, value);
  const texts = Object.values(event)
    .flat()
    .filter((value) => typeof value === "string");
  return { get: ({ view, name }) => values.get(`${view}:${name}`), texts: () => texts };
}

/** Compiles a case's detection as a whole rule. */
export function compileCase({ detection, logsource, placeholders }: CaseFile["cases"][number]) {
  const text = dump({ title: "Conformance", logsource, detection });
  return compileFile({ file: "case.yml", text }, { placeholders: new Map(Object.entries(placeholders ?? {})) });
}
