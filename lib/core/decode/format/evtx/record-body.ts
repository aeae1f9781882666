import type { JsonObject } from "#core/event/value";
import type { FaultCode } from "../../fault.ts";
import type { ChunkContext } from "./binxml/chunk-context.ts";
import { renderFragment } from "./binxml/render.ts";
import { windowsEventBody } from "./body.ts";
import type { Budget } from "./budget.ts";
import { Damaged } from "./damaged.ts";

export type Outcome =
  | {
      readonly kind: "body";
      readonly body: JsonObject;
      /** EventRecordID, the id every viewer shows. An exported file numbers its record headers anew and keeps this one. */
      readonly recordId: number | null;
      /** Values that are there but could not be shown as their type, a sentence each. */
      readonly oddities: readonly string[];
    }
  | { readonly kind: "damaged"; readonly code: FaultCode; readonly detail: string };

/** The body of the event whose BinXML lies between `start` and `end` of its chunk. */
export function recordBody(chunk: ChunkContext, start: number, end: number, budget: Budget): Outcome {
  const rendering = { chunk, budget, oddities: [] };
  try {
    const roots = renderFragment(rendering, start, end);
    const event = roots.find((root) => root.name === "Event");
    if (event === undefined) return { kind: "damaged", code: "bad-record", detail: "the record holds no Event element" };
    const body = windowsEventBody(event);
    return { kind: "body", body, recordId: recordIdOf(body), oddities: rendering.oddities };
  } catch (error) {
    if (error instanceof Damaged) return { kind: "damaged", code: error.code, detail: error.message };
    throw error;
  }
}

function recordIdOf(body: JsonObject): number | null {
  const { System: system } = body;
  if (typeof system !== "object" || system === null || !("EventRecordID" in system)) return null;
  const { EventRecordID: text } = system;
  if (typeof text !== "string" || !/^\d{1,15}$/.test(text)) return null;
  return Number(text);
}
