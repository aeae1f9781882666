import { Damaged } from "../damaged.ts";
import type { ChunkContext } from "./chunk-context.ts";

/** Where a parse stands, so that hostile input can neither recurse nor nest without end. */
export interface Scope {
  readonly chunk: ChunkContext;
  /** Elements of a template carry a dependency id, others do not ([MS-EVEN6] 2.2.12). */
  readonly inTemplate: boolean;
  /** Levels of elements and templates that may still open. */
  readonly depth: number;
}

export function deeper(scope: Scope, inTemplate: boolean): Scope {
  if (scope.depth === 0) throw new Damaged("elements nest deeper than the limit", "too-deep");
  return { chunk: scope.chunk, inTemplate, depth: scope.depth - 1 };
}
