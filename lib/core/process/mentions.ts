import type { EpochMicros, Event, EventFields } from "../event/event.ts";
import { decodeEndpointEntity, endpointKey, type ProcessKey } from "../event/process-key.ts";
import { parseTimestamp } from "../event/timestamp.ts";
import type { ProcessFacts, ProcessMention, Rank, Role } from "./mention.ts";

function text(fields: EventFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(fields: EventFields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === "number" ? value : undefined;
}

function time(fields: EventFields, name: string): EpochMicros | undefined {
  return parseTimestamp(text(fields, name) ?? "")?.micros;
}

function user(fields: EventFields, prefix: string): string | undefined {
  const [domain, name] = [text(fields, `${prefix}.domain`), text(fields, `${prefix}.name`)];
  return domain && name ? `${domain}\\${name}` : name;
}

/** Leaves undefined members out: an absent fact is an absent key. */
function present<T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Partial<T> = {};
  for (const name in facts) if (facts[name] !== undefined) kept[name] = facts[name];
  return kept as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Where in the canonical document a process is described, and where its parent. */
interface Place {
  readonly prefix: string;
  readonly keyField: string;
  readonly userPrefix: string | undefined;
  readonly above: { readonly prefix: string; readonly keyField: string } | undefined;
}

const PARENT = { prefix: "process.parent", keyField: "callout.parent.key" } as const;
const GRANDPARENT = { prefix: "x.process.parent.parent", keyField: "callout.grandparent.key" } as const;

const PARENT_PLACE: Place = { ...PARENT, userPrefix: "process.parent.user", above: GRANDPARENT };
const GRANDPARENT_PLACE: Place = { ...GRANDPARENT, userPrefix: undefined, above: undefined };
const TARGET_PLACE: Place = {
  prefix: "Target.process",
  keyField: "callout.target.key",
  userPrefix: "Target.process.user",
  above: undefined,
};

/** Whose name stands on the subject: in a logon `user` is who logged on, and 4688's creator yields to the new process's own user. */
function subjectPlace(event: Event): Place {
  const effective = event.class === "process_creation" && text(event.storedFields, "user.effective.name") !== undefined;
  const foreign = event.class === "logon" || event.class === "logoff";
  const userPrefix = foreign ? undefined : effective ? "user.effective" : "user";
  return { prefix: "process", keyField: "callout.process.key", userPrefix, above: PARENT };
}

/** Nothing but this event's own time makes a start exact: a second read off a GUID must not outrank it. */
function factsAt(event: Event, place: Place, rank: Rank, isStart: boolean): ProcessFacts {
  const { storedFields: fields } = event;
  const { prefix, above } = place;
  const parentKey = above && text(fields, above.keyField);
  const parentPid = above && number(fields, `${above.prefix}.pid`);
  return {
    ...present({
      pid: number(fields, `${prefix}.pid`),
      startedAt: time(fields, `${prefix}.start`),
      endedAt: event.class === "process_termination" && place.keyField === "callout.process.key" ? event.timestamp : undefined,
      executable: text(fields, `${prefix}.executable`),
      name: text(fields, `${prefix}.name`),
      commandLine: text(fields, `${prefix}.command_line`),
      user: place.userPrefix === undefined ? undefined : user(fields, place.userPrefix),
      integrity: text(fields, `${prefix}.Ext.token.integrity_level_name`),
      sha256: text(fields, `${prefix}.hash.sha256`),
      originalName: text(fields, `${prefix}.pe.original_file_name`),
      parentKey,
      parentPid,
    }),
    hostKey: event.host.key,
    parentLink: parentKey ? "exact" : parentPid === undefined ? "missing" : "inferred",
    rank,
    isStart,
  };
}

/** The process at a place: identified where the event has its key, by pid where it has no more than that. */
function mentionAt(event: Event, place: Place, role: Role, rank: Rank, childKey: ProcessKey | undefined): ProcessMention | undefined {
  const facts = factsAt(event, place, rank, role === "subject" && event.class === "process_creation");
  const key = text(event.storedFields, place.keyField);
  if (key !== undefined)
    return { ...facts, kind: "identified", key, entityId: text(event.storedFields, `${place.prefix}.entity_id`) ?? key, role };
  const { pid } = facts;
  if (pid === undefined || pid === 0) return undefined;
  return { ...facts, kind: "by-pid", pid, at: event.timestamp, role, ...(childKey === undefined ? {} : { childKey }) };
}

/** Endpoint's snapshot of what already ran, and every other witness that is not a start. */
function subjectRank(event: Event): Rank {
  if (event.class === "process_creation") return 100;
  return event.storedFields["event.action"] === "already_running" ? 60 : 40;
}

/**
 * The chain of Elastic's `process.Ext.ancestry`, nearest first. Its head is the parent of the process the event is
 * about, in every kind of event; each id tells pid and start time of a process that may have no event of its own.
 */
function ancestors(event: Event): readonly ProcessMention[] {
  const ancestry = event.storedFields["process.Ext.ancestry"];
  const ids = (Array.isArray(ancestry) ? ancestry : [ancestry]).filter((id): id is string => typeof id === "string" && id !== "");
  return ids.slice(0, 64).map((entityId, index) => {
    const decoded = decodeEndpointEntity(entityId);
    const above = ids[index + 1];
    return {
      ...present({ pid: decoded?.pid, startedAt: decoded?.start, parentKey: above && endpointKey(above) }),
      kind: "identified",
      key: endpointKey(entityId),
      entityId,
      role: index === 0 ? "parent" : "ancestor",
      hostKey: event.host.key,
      parentLink: above ? "exact" : "missing",
      rank: 20,
      isStart: false,
    };
  });
}

/** An actor event without a parent block still knows its parent from the head of the ancestry. */
function withAncestry(subject: ProcessMention, chain: readonly ProcessMention[]): ProcessMention {
  const head = chain[0]?.key;
  return subject.parentKey !== undefined || head === undefined || head === subject.key
    ? subject
    : { ...subject, parentKey: head, parentLink: "exact" };
}

/** A process that names itself as its parent would make a loop of one: the link is dropped. */
function withoutSelfParent<T extends ProcessMention>(mention: T): T {
  if (mention.key === undefined || mention.parentKey !== mention.key) return mention;
  const { parentKey: _, ...rest } = mention;
  return { ...rest, parentLink: "missing" } as T;
}

/**
 * Every process an event mentions: the subject (the created process of a start, the actor otherwise), its parent, what
 * is known above that, and the target of cross-process events. A key occurs once, at its best rank. Where even the
 * start event is missing these stubs are the tree (telemetry.md §2.3: 92 % of network actors in recorded captures).
 */
export function processMentions(event: Event): readonly ProcessMention[] {
  const chain = ancestors(event);
  const subjectKey = text(event.storedFields, "callout.process.key");
  const subject = mentionAt(event, subjectPlace(event), "subject", subjectRank(event), undefined);
  const isStart = event.class === "process_creation";
  const parentKey = text(event.storedFields, PARENT.keyField);
  const found = [
    subject && withAncestry(subject, chain),
    mentionAt(event, PARENT_PLACE, "parent", isStart ? 50 : 20, subjectKey),
    mentionAt(event, GRANDPARENT_PLACE, "ancestor", 20, parentKey),
    mentionAt(event, TARGET_PLACE, "target", 40, undefined),
    ...chain,
  ].filter((mention) => mention !== undefined);
  const seen = new Set<string>();
  return found.map(withoutSelfParent).filter((mention) => {
    if (mention.key === undefined) return true;
    const isNew = !seen.has(mention.key);
    seen.add(mention.key);
    return isNew;
  });
}
