import type { EventId } from "#core/event/event";
import { fieldRef } from "#core/event/field";
import type { Scalar } from "#core/event/value";
import type { Branch, PlanOf, ScanId, ScanPlan } from "../../ir/plan.ts";
import type { Hit, RunRow } from "../row.ts";

export const SECOND = 1_000_000;

/** The scan every hit called `name` is of. */
export function scanNamed(name: string): ScanPlan {
  return { op: "scan", scan: name as ScanId, where: { kind: "literal", truth: true } };
}

export function branchOf(name: string, columns: readonly string[] = ["by"], optional = true): Branch {
  return {
    name,
    input: scanNamed(name),
    columns: columns.map((column) => ({ name: column, field: fieldRef("sigma", column), fold: true, optional })),
  };
}

export function unionOf(...names: readonly string[]): PlanOf<"union"> {
  return { op: "union", branches: names.map((name) => branchOf(name, ["by", "v"])) };
}

export interface HitValues {
  readonly by?: Scalar | readonly Scalar[];
  readonly v?: Scalar;
  readonly id?: string;
  readonly order?: number;
}

/** A hit of a scan at a second; its event is called `a@5` unless it has an id. */
export function hit(name: string, second: number, { id, order, ...values }: HitValues = {}): Hit {
  const fields = new Map(Object.entries(values));
  return {
    scan: name as ScanId,
    event: (id ?? `${name}@${second}`) as EventId,
    at: second * SECOND,
    order: order ?? 0,
    get: (field) => fields.get(field.name),
  };
}

/** Hits written as `a@0 b@5`, or `a@0=x` with a value of `by`. */
export function hits(text: string): readonly Hit[] {
  return text.split(" ").flatMap((word) => {
    const [, name, second, by] = /^(\w+)@(\d+)(?:=(\w+))?$/.exec(word) ?? [];
    return name === undefined ? [] : [hit(name, Number(second), { id: word, ...(by === undefined ? {} : { by }) })];
  });
}

/** The events of each row. */
export function evidenceOf(rows: Iterable<RunRow>): readonly string[] {
  return Array.from(rows, (row) => row.evidence.map((item) => item.event).join(" "));
}
