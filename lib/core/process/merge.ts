import type { IdentifiedProcess } from "./mention.ts";

/** Facts that compete by rank alone. `pid` is part of the identity and never differs between honest witnesses. */
const FACTS = [
  "pid",
  "executable",
  "name",
  "commandLine",
  "user",
  "integrity",
  "sha256",
  "originalName",
  "startedAt",
  "endedAt",
  "parentPid",
] as const satisfies readonly (keyof IdentifiedProcess)[];

/** A link is as good as the id it rests on. */
const LINK_RANK = { exact: 2, inferred: 1, missing: 0 } as const;

/**
 * Two testimonies of one process as one. The higher rank speaks first, between equals the earlier (`a`); what the
 * first does not know the second may tell; a known fact never gives way to an absent one (telemetry.md §2.1). A parent
 * known by id is never traded for a guess, whoever makes it.
 */
export function mergeProcess(a: IdentifiedProcess, b: IdentifiedProcess): IdentifiedProcess {
  const [first, second] = b.rank > a.rank ? [b, a] : [a, b];
  const facts = Object.fromEntries(
    FACTS.flatMap((fact) => {
      const value = first[fact] ?? second[fact];
      return value === undefined ? [] : [[fact, value]];
    }),
  );
  const parent = LINK_RANK[second.parentLink] > LINK_RANK[first.parentLink] ? second : first;
  return {
    ...facts,
    kind: "identified",
    key: first.key,
    entityId: first.entityId,
    hostKey: first.hostKey,
    role: first.role,
    rank: first.rank,
    isStart: first.isStart || second.isStart,
    parentLink: parent.parentLink,
    ...(parent.parentKey === undefined ? {} : { parentKey: parent.parentKey }),
  };
}
