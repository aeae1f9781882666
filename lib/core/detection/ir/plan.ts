import type { Expr } from "./expr.ts";

/** Names a scan by what it asks: equal questions of different rules have equal ids, whatever language asked. */
export type ScanId = string & { readonly brand: "ScanId" };

/**
 * What a rule does with the events. A `scan` gives every event that satisfies its predicate, each of them a finding.
 * Operators over several events join this union when they can be executed, never before.
 */
export type Plan = { readonly op: "scan"; readonly scan: ScanId; readonly where: Expr };
