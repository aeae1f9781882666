import type { Diagnostic } from "../diagnostic.ts";
import type { RuleId } from "../finding.ts";
import type { Place } from "../place.ts";
import type { SigmaDocument } from "./sigma.ts";

/** A document as it was read, before anything it refers to was looked up. */
export interface SigmaUnit extends SigmaDocument {
  /** Lower-cased; made from the text where the document has none. */
  readonly id: RuleId;
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly places: (offset: number) => Place;
}

/** Whether a reference means this document: by its id in any case, or by its name. */
export function isMeant(unit: SigmaUnit, reference: string): boolean {
  return unit.id === reference.toLowerCase() || unit.head.name === reference;
}
