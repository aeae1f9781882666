import { load } from "js-yaml";
import { z } from "zod";
import type { EventId } from "../../event/event.ts";
import type { QueryRow } from "../run/query.ts";
import { CaseEvent } from "./case.ts";

/**
 * A conformance file of EQL: what some events are to some queries. Members of an event are fields in Elastic's names; `at`
 * is in seconds. `expect` lists the matches: the ids of the events of each, joined by blanks, `-` where nothing may be.
 * `refused` is the code of the error instead, and where it stands.
 */
const EqlFile = z.object({
  name: z.string(),
  events: z.array(z.object({ at: z.number().default(0) }).and(CaseEvent)).default([]),
  cases: z.array(z.object({ query: z.string(), expect: z.array(z.string()).optional(), refused: z.string().optional() })),
});
export type EqlFile = z.infer<typeof EqlFile>;

export function readEqlCases(text: string): EqlFile {
  return EqlFile.parse(load(text));
}

/** An event of a conformance file; a process event unless it says otherwise. */
export function eqlRow({ id, at, ...fields }: EqlFile["events"][number], order: number): QueryRow {
  const values = new Map(Object.entries({ "event.category": "process", ...fields }));
  return { id: id as EventId, timestamp: at * 1_000_000, order, get: ({ name }) => values.get(name), texts: () => [] };
}
