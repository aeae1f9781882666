import { createHash } from "node:crypto";
import type { Expr } from "./expr.ts";
import type { ScanId, ScanPlan } from "./plan.ts";
import { printExpr } from "./print.ts";

/** 128 bits of the SHA-256 of the printed predicate, in hexadecimal. */
export function scanId(where: Expr): ScanId {
  return createHash("sha256").update(printExpr(where)).digest("hex").slice(0, 32) as ScanId;
}

/** The plan of a rule that fires on single events. */
export function scanPlan(where: Expr): ScanPlan {
  return { op: "scan", scan: scanId(where), where };
}
