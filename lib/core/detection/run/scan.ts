import { hitRow } from "./row.ts";
import type { Execute } from "./run.ts";

export const scan: Execute<"scan"> = function* (plan, run) {
  for (const hit of run.hits(plan.scan)) yield hitRow(hit);
};
