import { createHash } from "node:crypto";
import type { Plan } from "#core/detection/ir/plan";
import type { RunRow } from "#core/detection/run/row";
import { runStateful, type StatefulFinding } from "#core/detection/stateful";
import type { EpochMicros } from "#core/event/event";
import type { StoredHit } from "#features/hit/types";
import { readHit } from "./hits.ts";
import type { ReadPart } from "./stateful-read.ts";
import { needsAll } from "./stateful-rule.ts";

/** A finding of a part, with the stored hits it is made of. */
export interface PartFinding {
  /** Made of rule, group and evidence. */
  readonly id: string;
  readonly part: ReadPart;
  /** Names rule and group. */
  readonly groupId: string;
  readonly finding: StatefulFinding;
  /** In the order of time, no event twice. */
  readonly evidence: readonly StoredHit[];
  /** A later hit could still refute it. */
  readonly isOpen: boolean;
}

/**
 * What a part finds, each finding once. Rules that need all of their evidence are run twice, over all hits and over those that no exception
 * silences: what an exception hides never takes an unsilenced sequence with it.
 */
export function runPart(part: ReadPart, closedUntil: EpochMicros): readonly PartFinding[] {
  const { stateful, hits } = part;
  const found = new Map<string, PartFinding>();
  const unsilenced = needsAll(stateful.plan) ? hits.filter((hit) => hit.silencedBy.length === 0) : hits;
  for (const some of unsilenced.length < hits.length ? [hits, unsilenced] : [hits]) {
    for (const each of run(part, some, closedUntil)) if (!found.has(each.id)) found.set(each.id, each);
  }
  return [...found.values()];
}

function run(part: ReadPart, hits: readonly StoredHit[], closedUntil: EpochMicros): readonly PartFinding[] {
  const { stateful, key, decides, quietBefore } = part;
  const stored = new Map(hits.map((hit) => [hit.eventId, hit]));
  const read = hits.flatMap((hit) => readHit(hit, stateful) ?? []);
  const known = quietBefore === undefined ? {} : { quietBefore };
  const all = runStateful(stateful.rule, read, known);
  const closed =
    stateful.patience > 0
      ? new Set(runStateful(stateful.rule, read, { ...known, closedUntil }).map((finding) => idOf(part, finding.row)))
      : undefined;
  return all.flatMap((finding): readonly PartFinding[] => {
    if (finding.at < decides.from || finding.at > decides.to || stateful.partition.keyOf(finding.row) !== key) return [];
    const id = idOf(part, finding.row);
    const evidence = finding.evidence.flatMap((event) => stored.get(event) ?? []);
    return [
      {
        id,
        part,
        groupId: JSON.stringify([stateful.rule.id, groupOf(part, finding.row)]),
        finding,
        evidence,
        isOpen: closed !== undefined && !closed.has(id),
      },
    ];
  });
}

/** Values are told apart as the rule does: whichever event spelt one first, the finding is the same. */
function idOf(part: ReadPart, row: RunRow): string {
  const evidence = row.evidence.map(({ event }) => event).sort();
  const hex = createHash("sha256")
    .update(JSON.stringify([part.stateful.rule.id, groupOf(part, row), evidence]))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function groupOf({ stateful: { plan } }: ReadPart, row: RunRow): readonly (string | null)[] {
  return groupNames(plan).map((name) => row.columns.get(name)?.[0]?.key ?? null);
}

/** The columns a finding is grouped by. */
export function groupNames(plan: Plan): readonly string[] {
  switch (plan.op) {
    case "scan":
    case "union":
    case "query":
      return [];
    case "window":
    case "novel":
    case "sequence":
    case "sample":
      return plan.by;
  }
}
