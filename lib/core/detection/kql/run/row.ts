import type { Cell } from "../value/type.ts";

/** Most events one row remembers; `count` goes on beyond it, so a cut is visible. */
export const MAX_EVIDENCE = 10_000;

/** The events a row was made from: a rope, so that a summary of a million rows costs one node a row. Null for made-up rows. */
export type Evidence = null | EvidenceLeaf | EvidencePair;
export interface EvidenceLeaf {
  readonly id: string;
  /** One, but where events were counted without being told apart: the id then says where they are. */
  readonly count: number;
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
  /** How many rows it stands for, where whoever reads them asked for that (`Demand.fold`); one when absent. */
  readonly weight?: number | undefined;
}
export type Batch = readonly Row[];

export function both(left: Evidence, right: Evidence): Evidence {
  if (left === null || left === right) return right;
  if (right === null) return left;
  if (left.count < MAX_EVIDENCE) return { left, right, count: left.count + right.count };
  // Beyond the cap the events are only counted.
  return "id" in left
    ? { id: left.id, count: left.count + right.count }
    : { left: left.left, right: left.right, count: left.count + right.count };
}

/** The distinct event ids, oldest contribution first, at most `MAX_EVIDENCE`. */
export function evidenceIds(evidence: Evidence): readonly string[] {
  return [...evidenceCounts(evidence).keys()];
}

/** The same ids with how many events each stands for. */
export function evidenceCounts(evidence: Evidence): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const open: Evidence[] = [evidence];
  for (let node = open.pop(); node !== undefined && counts.size < MAX_EVIDENCE; node = open.pop()) {
    if (node === null) continue;
    if ("id" in node) counts.set(node.id, node.count);
    else open.push(node.right, node.left);
  }
  return counts;
}
