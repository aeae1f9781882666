import type { Reason } from "#core/detection/finding";
import { sayAlike, shownAs } from "#core/detection/override";
import type { CompiledRule } from "#core/detection/rule";
import type { AddressLookup } from "#core/enrichment/enrich";
import { canonicalAddress } from "#core/event/address";
import type { Event } from "#core/event/event";
import { fieldRef } from "#core/event/field";
import type { FieldValue } from "#core/event/value";
import type { Judge } from "#core/exception/judge";
import { evidenceSubject } from "#core/exception/subject";
import type { RaisedFinding, RaisedPiece, StepRef } from "#features/alert/types";
import type { KnownProcess } from "#features/event/process/data";
import { instant } from "#lib/db/instant";
import type { EventFinding } from "./detect.ts";
import { findingIdOf } from "./query-finding.ts";

/** What raising needs to know beside the finding itself. */
export interface RaiseContext {
  readonly judge: Judge;
  readonly lookup: AddressLookup;
  readonly hostId: (event: Event) => number;
  /** The stored key of an event's own process. */
  readonly processKey: (event: Event) => string | null;
  /** Process rows, once the batch's mentions are merged. */
  readonly processes: (hostId: number, key: string) => KnownProcess | null;
  /** Milliseconds since the epoch: which exceptions have expired. */
  readonly now: number;
}

/** The finding of a rule over one event. What is silenced is raised as silenced, never dropped. */
export function raisedFinding({ rule, event, why }: EventFinding, context: RaiseContext): RaisedFinding {
  const piece = raisedPiece(rule, { event, why, step: null }, context);
  const group = suppressionGroup(rule, event);
  return {
    rule: raisedRule(rule),
    findingId: group === null ? event.id : findingIdOf(rule.id, { group, events: [event] }),
    group,
    at: piece.at,
    why: [],
    cells: group ?? {},
    silencing: "any",
    pieces: [piece],
    total: 1,
    ...shownBy(rule, [event]),
  };
}

/** What the events of a finding say in place of their rule, where it lets them. */
export function shownBy(rule: CompiledRule, events: readonly Event[]): Pick<RaisedFinding, "shown"> {
  const shown = shownAs(rule, sayAlike(events.map((event) => (field) => event.get(field))));
  return shown ? { shown } : {};
}

/**
 * What makes findings of one event one alert where the rule says by which fields (Elastic's alert suppression), or null: then host
 * and process do. The alert takes them in for as long as it is open, however long the rule asked: nothing opens a second one beside it.
 */
function suppressionGroup({ details }: CompiledRule, event: Event): RaisedFinding["group"] {
  const { by = [], missing } = details?.suppression ?? {};
  const values = by.map((name) => [name, textOf(event.get(fieldRef("ecs", name)))] as const);
  if (by.length === 0 || (missing === "keep" && values.some(([, value]) => value === null))) return null;
  return Object.fromEntries(values);
}

/** What an alert keeps of its rule. */
export function raisedRule({ id, title, language, severity, tags, details }: CompiledRule): RaisedFinding["rule"] {
  return { id, title, language, severity, tags, ...(details?.isBuildingBlock && { isBuildingBlock: true }) };
}

/** Enriches and judges one event of a finding. */
export function raisedPiece(
  rule: CompiledRule,
  { event, why, step }: { readonly event: Event; readonly why: readonly Reason[]; readonly step: StepRef | null },
  context: RaiseContext,
): RaisedPiece {
  const { fields } = event;
  const hostId = context.hostId(event);
  const key = context.processKey(event);
  const process = key === null ? null : context.processes(hostId, key);
  const remote = textOf(fields["callout.remote.ip"]) ?? textOf(fields["destination.ip"]);
  const address = remote === null ? undefined : canonicalAddress(remote);
  return {
    hostId,
    hostName: event.host.name,
    eventId: event.id,
    at: instant(event.timestamp),
    why,
    user: userOf(event) ?? process?.userName ?? null,
    process:
      key === null
        ? null
        : {
            key,
            name: textOf(fields["process.name"]) ?? process?.name ?? null,
            executable: textOf(fields["process.executable"]) ?? process?.executable ?? null,
            commandLine: textOf(fields["process.command_line"]) ?? process?.commandLine ?? null,
          },
    destination:
      address === undefined
        ? null
        : { context: context.lookup(address), port: portOf(fields["callout.remote.port"] ?? fields["destination.port"]) },
    silencedBy: context.judge.silencedBy(evidenceSubject(rule.id, event, process), context.now, step?.name),
    step,
  };
}

function textOf(value: FieldValue | undefined): string | null {
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined || one === null || one === "" ? null : String(one);
}

function portOf(value: FieldValue | undefined): number | null {
  const text = textOf(value);
  const port = Number(text);
  return text !== null && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

function userOf({ fields }: Event): string | null {
  const name = textOf(fields["user.name"]);
  const domain = textOf(fields["user.domain"]);
  return name !== null && domain !== null && !name.includes("\\") ? `${domain}\\${name}` : name;
}
