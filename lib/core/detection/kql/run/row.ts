import type { Cell } from "../value/type.ts";

/** Most events one row remembers; `count` goes on beyond it, so a cut is visible. */
export const MAX_EVIDENCE = 10_000;

/** The events a row was made from: a rope, so that a summary of a million rows costs one node a row. Null for made-up rows. */
export type Evidence = null | EvidenceLeaf | EvidencePair;
export interface EvidenceLeaf {
  readonly id: string;
  readonly count: 1;
}
export interface EvidencePair {
  readonly left: EvidenceLeaf | EvidencePair;
  readonly right: EvidenceLeaf | EvidencePair;
  readonly count: number;
}

/** One row: cells in the order of the plan's columns. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly evidence: Evidence;
}
export type Batch = readonly Row[];

export function both(left: Evidence, right: Evidence): Evidence {
  if (left === null || left === right) return right;
  if (right === null) return left;
  if (left.count < MAX_EVIDENCE) return { left, right, count: left.count + right.count };
  // Beyond the cap the events are only counted.
  return "id" in left ? left : { left: left.left, right: left.right, count: left.count + right.count };
}

/** The distinct event ids, oldest contribution first, at most `MAX_EVIDENCE`. */
export function evidenceIds(evidence: Evidence): readonly string[] {
  const ids = new Set<string>();
  const open: Evidence[] = [evidence];
  for (let node = open.pop(); node !== undefined && ids.size < MAX_EVIDENCE; node = open.pop()) {
    if (node === null) continue;
    if ("id" in node) ids.add(node.id);
    else open.push(node.right, node.left);
  }
  return [...ids];
}
