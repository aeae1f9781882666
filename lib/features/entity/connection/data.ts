import "server-only";
import type { AddressContext } from "#core/enrichment/address-context";
import { canonicalAddress } from "#core/event/address";
import type { EventFields } from "#core/event/event";
import { addressLookup } from "#lib/addresses";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { microsOf } from "#lib/db/instant";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import type { Connection } from "../../alert/types.ts";
import { getEvents } from "../../event/data.ts";
import { listSeenElsewhere, type SeenElsewhere } from "../address/data.ts";
import { getProcessChain, listProcesses, type ProcessRef } from "../process/data.ts";

const { sql } = Prisma;
const LISTED = 500;

interface Stored {
  readonly eventId: string;
  readonly at: string;
  readonly processKey: string;
  readonly process: string | null;
  readonly direction: string | null;
  readonly remote: string | null;
}

/** A process whose connections are shown, and how far it is from the alert's: parents above zero, children below. */
interface Member {
  readonly key: string;
  readonly depth: number;
  readonly name: string | null;
  readonly startedAt: string | null;
}

async function chainMembers(ref: ProcessRef): Promise<readonly Member[]> {
  const [chain, children] = await Promise.all([getProcessChain(ref), listProcesses(ref, "children", undefined)]);
  const above = [...chain.ancestors].reverse().map((node, depth) => ({ ...node, depth }));
  const below = children.nodes.map((node) => ({ ...node, depth: -1 }));
  // A process that no event describes still has connections under its key.
  return above.length > 0 ? [...above, ...below] : [{ key: ref.key, depth: 0, name: null, startedAt: null }, ...below];
}

/** Each member's newest connections by its index, then the newest of all: one busy parent does not make the others slow. */
async function listStored(hostId: number, members: readonly Member[]): Promise<readonly Stored[]> {
  return onPrisma(db())<Stored>(sql`
    SELECT c.id AS "eventId", ${isoInstant(sql`c.timestamp`)} AS at, c.process_key AS "processKey",
           c.process_name AS process, c.direction, host(c.remote_address) AS remote
    FROM unnest(${members.map((member) => member.key)}::text[]) m(key)
    CROSS JOIN LATERAL (
      SELECT v.id, v.timestamp, v.process_key, v.process_name, v.direction, v.remote_address FROM event v
      WHERE v.host_id = ${hostId} AND v.process_key = m.key AND v.class = 'network_connection'
      ORDER BY v.timestamp DESC LIMIT ${LISTED}) c
    ORDER BY c.timestamp DESC, c.id LIMIT ${LISTED}`);
}

function textOf(fields: EventFields, name: string): string | null {
  const value = fields[name];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === null ? null : String(one);
}

function portOf(fields: EventFields, name: string): number | null {
  const text = textOf(fields, name);
  const port = Number(text);
  return text !== null && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

/** Every host has its own: the same spelling elsewhere is another machine. */
const isLocal = (context: AddressContext): boolean =>
  context.kind === "loopback" || context.kind === "link-local" || context.kind === "unspecified";

function toConnection(
  stored: Stored,
  fields: EventFields,
  known: {
    readonly member: Member | undefined;
    readonly context: AddressContext;
    readonly seen: SeenElsewhere | undefined;
    readonly isEvidence: boolean;
  },
): Connection {
  const { member, context, seen } = known;
  const elsewhere = seen && !isLocal(context) ? seen : undefined;
  return {
    eventId: stored.eventId,
    at: stored.at,
    sinceStart: member?.startedAt ? Math.round((microsOf(stored.at) - microsOf(member.startedAt)) / 1000) : null,
    processKey: stored.processKey,
    process: member?.name ?? stored.process,
    depth: member?.depth ?? 0,
    direction: stored.direction === "egress" || stored.direction === "ingress" ? stored.direction : null,
    transport: textOf(fields, "network.transport"),
    sourceAddress: textOf(fields, "source.ip"),
    sourcePort: portOf(fields, "source.port"),
    destinationPort: portOf(fields, "destination.port"),
    domain: textOf(fields, "destination.domain"),
    remote: context,
    firstSeenInFleet: elsewhere?.firstSeen ?? null,
    otherHosts: elsewhere?.otherHosts ?? [],
    otherHostCount: elsewhere?.otherHostCount ?? 0,
    isEvidence: known.isEvidence,
  };
}

/**
 * The newest 500 network connections of a process, of all its ancestors and of its direct children, newest first. `evidence`: ids of the
 * events that are the alert's own. Connections without a readable address are left out: there is no remote end to show.
 */
export async function listConnections(ref: ProcessRef, evidence: ReadonlySet<string>): Promise<readonly Connection[]> {
  const members = await chainMembers(ref);
  const stored = await listStored(ref.hostId, members);
  const [lookup, events] = await Promise.all([
    addressLookup(),
    getEvents(stored.map((row) => ({ hostId: ref.hostId, timestamp: row.at, id: row.eventId }))),
  ]);
  const placed = stored.flatMap((row) => {
    const fields = events.get(row.eventId)?.fields ?? {};
    const address = row.remote ?? canonicalAddress(textOf(fields, "destination.ip") ?? "");
    return address ? [{ row, fields, address }] : [];
  });
  const seen = await listSeenElsewhere([...new Set(placed.map(({ address }) => address))], ref.hostId);
  const byKey = new Map(members.map((member) => [member.key, member]));
  return placed.map(({ row, fields, address }) =>
    toConnection(row, fields, {
      member: byKey.get(row.processKey),
      context: lookup(address),
      seen: seen.get(address),
      isEvidence: evidence.has(row.eventId),
    }),
  );
}
