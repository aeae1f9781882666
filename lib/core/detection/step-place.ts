import type { EventId } from "../event/event.ts";
import type { Plan, ScanId } from "./ir/plan.ts";
import { scansOf } from "./ir/plan-walk.ts";
import { outlineOf } from "./outline.ts";
import type { RunRow } from "./run/row.ts";

/** The steps of a plan that an event of a scan can be evidence as: one without a name where a plan has no steps, none of what must not be. */
export function stepNames(plan: Plan, scan: ScanId): readonly string[] {
  if (plan.op !== "sequence" && plan.op !== "sample") return [""];
  const branches = plan.op === "sequence" ? plan.steps.filter((step) => !step.absent) : plan.branches;
  return branches.filter(({ input }) => scansOf(input).some((leaf) => leaf.scan === scan)).map(({ name }) => name);
}

/** An event of a finding, and the step it is. */
export interface StepPlace {
  readonly event: EventId;
  /** Undefined where the plan has no steps. */
  readonly step: string | undefined;
}

/** The events of a row, each once: in the order of the steps, or in that of time where there are none. */
export function stepPlaces(plan: Plan, row: RunRow): readonly StepPlace[] {
  const outline = outlineOf(plan);
  if (!row.parts || (outline?.kind !== "sequence" && outline?.kind !== "sample"))
    return row.evidence.map(({ event }) => ({ event, step: undefined }));
  const places = new Map<EventId, StepPlace>();
  for (const part of [...row.parts].sort((a, b) => Number(a.branch) - Number(b.branch))) {
    const step = outline.steps[Number(part.branch)]?.name;
    for (const { event } of part.evidence) if (!places.has(event)) places.set(event, { event, step });
  }
  for (const { event } of row.evidence) if (!places.has(event)) places.set(event, { event, step: undefined });
  return [...places.values()];
}
