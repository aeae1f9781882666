import type { JsonObject } from "#core/event/value";
import type { FaultCode } from "../../fault.ts";
import type { ChunkContext } from "./binxml/chunk-context.ts";
import type { Element } from "./binxml/node.ts";
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
    return { kind: "body", body: windowsEventBody(event), recordId: recordIdOf(event), oddities: rendering.oddities };
  } catch (error) {
    if (error instanceof Damaged) return { kind: "damaged", code: error.code, detail: error.message };
    throw error;
  }
}

function recordIdOf(event: Element): number | null {
  const system = event.children.find((child) => child.name === "System");
  const id = Number(system?.children.find((child) => child.name === "EventRecordID")?.text || Number.NaN);
  return Number.isSafeInteger(id) && id >= 0 ? id : null;
}
