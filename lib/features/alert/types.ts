import type { Language, Reason, Severity } from "#core/detection/finding";
import type { Outline } from "#core/detection/outline";
import type { Shown } from "#core/detection/override";
import type { AddressContext } from "#core/enrichment/address-context";
import type { Scalar } from "#core/event/value";
import type { AlertStatus, Verdict } from "./schema.ts";

/** All times in feature types are ISO 8601 with up to six decimals and `Z`. */
export type Instant = string;

/** How the rule behind an alert looks at events. */
export const ALERT_SHAPES = ["event", "sequence", "sample", "window", "novel", "query"] as const;
export type AlertShape = (typeof ALERT_SHAPES)[number];

/** One row of the queue: only what the table shows. */
export interface AlertRow {
  readonly id: string;
  readonly severity: Severity;
  readonly ruleId: string;
  /** The rule's when it fired, or what its events say in its place. */
  readonly ruleTitle: string;
  readonly language: Language;
  readonly shape: AlertShape;
  readonly status: AlertStatus;
  readonly verdict: Verdict | null;
  readonly assignee: string | null;
  /** The host of the first event; `otherHosts`: how many more its evidence lies on. */
  readonly host: string;
  readonly otherHosts: number;
  readonly user: string | null;
  readonly process: string | null;
  readonly commandLine: string | null;
  readonly destination: { readonly address: string; readonly port: number | null; readonly others: number } | null;
  readonly asn: number | null;
  readonly organization: string | null;
  readonly country: string | null;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Findings that count / findings in all, silenced ones included. */
  readonly count: number;
  readonly totalCount: number;
  /** Events of the findings that count (of all while none does); an event of two findings counts in both. */
  readonly eventCount: number;
  /** Of a rule whose findings others build on. */
  readonly isBuildingBlock: boolean;
}

export interface AlertPage {
  readonly rows: readonly AlertRow[];
  /** Exact up to 10,000; `capped` says there are more. */
  readonly total: number;
  readonly capped: boolean;
  readonly next: string | null;
  readonly previous: string | null;
  /** Alerts by status under the same filters (the status filter aside), each capped at 10,000. */
  readonly statusCounts: { readonly [S in AlertStatus]: number };
}

export interface AlertNote {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly at: Instant;
}

export interface HistoryEntry {
  readonly at: Instant;
  readonly actor: string;
  /** `alert.verdict`, `alert.take`, `exception.create`, … */
  readonly action: string;
  /** One line for a person. */
  readonly summary: string;
  readonly batchId: string;
  readonly undoable: boolean;
}

/** A piece of evidence: the event in its stored form and why the rule fired on it. */
export interface EvidenceItem {
  readonly hostId: number;
  readonly eventId: string;
  readonly at: Instant;
  readonly class: string;
  readonly source: string;
  readonly file: string;
  readonly record: number;
  readonly why: readonly Reason[];
  /** Canonical document, flat. */
  readonly fields: { readonly [name: string]: unknown };
  /** The record as decoded. */
  readonly raw: unknown;
  readonly silencedBy: readonly ExceptionMention[];
  /** What an alert of this event alone would be shown as, where its rule leaves that to its events. */
  readonly shown?: { readonly title: string; readonly severity: Severity };
}

export interface ExceptionMention {
  readonly id: string;
  readonly number: number;
  readonly title: string;
}

/** An event as a part of a finding. */
export interface FindingPiece extends EvidenceItem {
  /** Null where the rule has no steps. */
  readonly step: StepRef | null;
  readonly host: string;
  readonly processKey: string | null;
  readonly process: string | null;
  readonly commandLine: string | null;
  readonly user: string | null;
  readonly remote: { readonly context: AddressContext; readonly port: number | null } | null;
  /** What happened, in a few words. */
  readonly summary: string;
}

/** A finding of several events, with the first of its events. */
export interface FindingItem {
  readonly id: string;
  readonly at: Instant;
  readonly cells: { readonly [column: string]: Scalar | null };
  readonly why: readonly Reason[];
  /** Neither silenced nor withdrawn. */
  readonly counts: boolean;
  readonly silencing: Silencing;
  /** Events kept / events in all. */
  readonly kept: number;
  readonly total: number;
  readonly withdrawn: { readonly at: Instant; readonly reason: WithdrawnFinding["reason"] } | null;
  readonly pieces: readonly FindingPiece[];
  /** For the rest of the events; null when there is none. */
  readonly next: string | null;
}

/** Findings of an alert, newest first. */
export interface FindingPage {
  readonly items: readonly FindingItem[];
  readonly next: string | null;
}

/** Further events of a finding, in the order of its steps, then of time. */
export interface PiecePage {
  readonly pieces: readonly FindingPiece[];
  readonly next: string | null;
}

/** A process that takes part in an alert of several events. */
export interface AlertProcess {
  readonly hostId: number;
  readonly host: string;
  readonly key: string;
  readonly name: string | null;
  /** The steps whose events are its; empty where the rule has no steps. */
  readonly steps: readonly StepRef[];
}

export interface AlertDetail extends AlertRow {
  /** Where title and severity are from when the rule lets its events say them; null: they are the rule's. */
  readonly shown: Shown | null;
  /** How its rule was made when it fired; null of a rule over one event. */
  readonly outline: Outline | null;
  /** What its findings were grouped by; null where host and process are. */
  readonly group: { readonly [column: string]: Scalar | null } | null;
  /** The newest findings of several events; `totalCount` says how many there are. Empty of a rule over one event. */
  readonly findings: FindingPage;
  /** Up to 20, in the order in which they appear. Empty of a rule over one event: its one process is the alert's. */
  readonly processes: readonly AlertProcess[];
  /** The last execution that raised it stopped at its most alerts: how many that is, and how many findings it left. */
  readonly truncated: { readonly most: number; readonly left: number } | null;
  /** Names of steps that are ids of rules, with the rules' titles. */
  readonly stepTitles: { readonly [name: string]: string };
  /** One sentence: who started what, from where, and whom it called. Plain text. */
  readonly summary: string;
  readonly ruleDescription: string;
  readonly ruleSource: string;
  readonly ruleReferences: readonly string[];
  readonly falsePositives: readonly string[];
  readonly tags: readonly string[];
  readonly executable: string | null;
  readonly verdictReason: string | null;
  readonly takenAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly hostId: number;
  readonly processKey: string | null;
  readonly destinations: readonly DestinationSummary[];
  /** The newest 50 events; `evidenceTotal` says how many there are. */
  readonly evidence: readonly EvidenceItem[];
  readonly evidenceTotal: number;
  readonly notes: readonly AlertNote[];
  readonly history: readonly HistoryEntry[];
  readonly exceptions: readonly ExceptionMention[];
  /** Other rules that looked at the same evidence: fired, or the first predicate that failed. */
  readonly siblings: readonly SiblingRule[];
}

export interface SiblingRule {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly fired: boolean;
  /** Of a rule over several events: the event is one of those it asks for. */
  readonly isPart: boolean;
  /** When it did not fire: the first predicate that failed. */
  readonly failed: Reason | null;
}

export interface DestinationSummary {
  readonly context: AddressContext;
  readonly port: number | null;
  readonly count: number;
}

/** How the link from a process to its parent is known. */
export type LinkKind = "exact" | "inferred" | "missing";

export interface ProcessNode {
  readonly hostId: number;
  readonly key: string;
  readonly pid: number | null;
  readonly name: string | null;
  readonly executable: string | null;
  readonly commandLine: string | null;
  readonly user: string | null;
  readonly integrity: string | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** True when no start event of this process was seen: it is known from its children or its own later events. */
  readonly stub: boolean;
  readonly parentKey: string | null;
  readonly parentLink: LinkKind;
  readonly childCount: number;
  readonly connectionCount: number;
  readonly alertCount: number;
}

export interface ProcessChain {
  /** Root first, the alert's process last. Empty when the alert has no process. */
  readonly ancestors: readonly ProcessNode[];
  /** Why the chain starts where it does: `parent not in the data`, `parent exited or not recorded`, `64 ancestors shown`. */
  readonly rootNote: string | null;
}

/** Children, siblings or deeper descendants of one process, on demand. */
export interface ProcessList {
  readonly nodes: readonly ProcessNode[];
  readonly more: boolean;
  /** Opaque; null when there is no more. */
  readonly next: string | null;
}

export interface Connection {
  readonly eventId: string;
  readonly at: Instant;
  /** Milliseconds from the start of the connecting process; null when its start is not known. */
  readonly sinceStart: number | null;
  readonly processKey: string | null;
  readonly process: string | null;
  /** 0: the alert's process; 1: its parent; -1: a child. */
  readonly depth: number;
  readonly direction: "egress" | "ingress" | null;
  readonly transport: string | null;
  readonly sourceAddress: string | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly domain: string | null;
  /** The remote end. */
  readonly remote: AddressContext;
  readonly firstSeenInFleet: Instant | null;
  /** Other hosts that contacted the remote end, whatever the time. */
  readonly otherHosts: readonly string[];
  readonly otherHostCount: number;
  readonly isEvidence: boolean;
}

/** A further page of an alert's evidence, newest first. */
export interface EvidencePage {
  readonly items: readonly EvidenceItem[];
  readonly next: string | null;
}

/** Values the queue's filters offer. */
export interface QueueOptions {
  readonly rules: readonly { readonly id: string; readonly title: string }[];
  /** Up to 200, the ones with the most open alerts first. */
  readonly hosts: readonly string[];
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  /** There are alerts that the queue shows only when asked. */
  readonly hasBuildingBlocks: boolean;
}

/** What a triage action did: exact numbers, the ones skipped with their reason, and the batch to undo. */
export type TriageOutcome =
  | { readonly ok: true; readonly changed: number; readonly skipped: readonly SkippedAlert[]; readonly batchId: string }
  | { readonly ok: false; readonly reason: string };

export interface SkippedAlert {
  readonly alertId: string;
  readonly reason: string;
}

/** The step of a sequence (or the branch of a sample) that an event is; its name is what an exception binds to. */
export interface StepRef {
  /** Position in the rule, from 0; steps that must not happen are counted too. */
  readonly index: number;
  /** Unique in its rule. */
  readonly name: string;
}

/** One event of a finding on its way into an alert: judged, enriched, and with what is known of its process. */
export interface RaisedPiece {
  readonly hostId: number;
  readonly hostName: string;
  readonly eventId: string;
  /** Event time. */
  readonly at: Instant;
  /** Why the rule (or this step of it) matched the event. */
  readonly why: readonly Reason[];
  readonly user: string | null;
  readonly process: {
    readonly key: string;
    readonly name: string | null;
    readonly executable: string | null;
    readonly commandLine: string | null;
  } | null;
  readonly destination: { readonly context: AddressContext; readonly port: number | null } | null;
  /** Every active exception that matches this piece, at its step. */
  readonly silencedBy: readonly string[];
  /** Null where the rule has no steps. */
  readonly step: StepRef | null;
}

/**
 * When exceptions on its pieces silence a finding. `any`: one silenced piece is enough, for every piece is needed (one event,
 * sequence, sample). `all`: only when all of them are (window, threshold, query).
 */
export type Silencing = "any" | "all";

/** One finding on its way into an alert. */
export interface RaisedFinding {
  readonly rule: {
    readonly id: string;
    readonly title: string;
    readonly language: Language;
    readonly severity: Severity;
    readonly tags: readonly string[];
    /** What it finds is for other rules to build on, not for the queue (Elastic: building block rules). */
    readonly isBuildingBlock?: true;
  };
  /** A UUID made of rule and evidence: same evidence, same finding. Of a rule over one event: the event's id. */
  readonly findingId: string;
  /** Null: the alert is that of the host and process of its one event. Otherwise what names the alert together with the rule. */
  readonly group: { readonly [column: string]: Scalar | null } | null;
  /** When it was complete: the time of its last event. */
  readonly at: Instant;
  /** Why it fired as a whole; empty where the pieces say it all. */
  readonly why: readonly Reason[];
  /** What the finding says for itself: what it was grouped by, what was counted, the columns of a query. */
  readonly cells: { readonly [column: string]: Scalar | null };
  readonly silencing: Silencing;
  /** In the order of the steps where there are steps, otherwise of time. At least one, at most `PIECES_KEPT`. */
  readonly pieces: readonly RaisedPiece[];
  /** How many events it has in all; more than `pieces` when those were cut. */
  readonly total: number;
  /** How the rule is made, for the alert page; of a rule over one event absent. */
  readonly outline?: Outline;
  /** The execution that raised it stopped at its most alerts: how many that is, and how many findings wait for the next one. */
  readonly truncated?: { readonly most: number; readonly left: number };
  /** What its events say in place of the rule; absent where the rule leaves nothing to them. */
  readonly shown?: Shown;
}

/**
 * A finding that no longer follows from the events: one that came later completes it differently (`superseded`) or must not have
 * happened (`refuted`).
 */
export interface WithdrawnFinding {
  readonly findingId: string;
  readonly reason: "superseded" | "refuted";
}

/** How many alerts of a rule were last seen when. */
export interface AlertTimeline {
  /** The width of every bar. */
  readonly stepSeconds: number;
  /** In order of time; those without an alert are left out. */
  readonly bars: readonly { readonly at: Instant; readonly alerts: number }[];
}
