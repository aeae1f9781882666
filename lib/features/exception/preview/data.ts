import "server-only";
import { z } from "zod";
import { checkConditions, checkScope } from "#core/exception/check";
import type { Exception, ExceptionId, Lint } from "#core/exception/exception";
import { explainConditions } from "#core/exception/explain";
import { compileExceptions } from "#core/exception/judge";
import { db } from "#lib/db/client";
import { onPrisma, type Query } from "#lib/db/query";
import { type EvidenceRef, type ReadSubject, readSubjects } from "../../alert/evidence/data.ts";
import { ALERT_STATUSES } from "../../alert/schema.ts";
import { type CandidateScope, candidates } from "../candidate/data.ts";
import { toException } from "../data.ts";
import { addReach, listPreviewAlerts, newReach, type Reach, reachOf } from "../match/data.ts";
import type { PreviewDraft } from "../schema.ts";
import type { ExceptionPreview } from "../types.ts";

const BUDGET_MS = 2_000;
const WINDOW_MS = 30 * 86_400_000;
const SHOWN = 100;
/** Judged only among itself: any id will do. */
const DRAFT_ID = "00000000-0000-0000-0000-000000000000" as ExceptionId;

export function draftException(draft: PreviewDraft): Exception {
  return toException({
    id: DRAFT_ID,
    ruleIds: draft.ruleIds,
    conditions: draft.conditions,
    step: draft.step,
    expiresAt: draft.expiresAt === null ? null : new Date(draft.expiresAt),
  });
}

interface Matches {
  readonly refs: readonly EvidenceRef[];
  readonly reach: Reach;
  /** False when the time ran out first. */
  readonly complete: boolean;
}

/** Every match in scope. Of the events only what is counted is kept: thousands are looked at. */
async function collectMatches(
  query: Query,
  exception: Exception,
  scope: CandidateScope,
  clock: { readonly now: Date; readonly until: number },
): Promise<Matches> {
  const judge = compileExceptions([exception]);
  const refs: EvidenceRef[] = [];
  const reach = newReach();
  for await (const page of candidates(query, exception, scope)) {
    if (performance.now() > clock.until) return { refs, reach, complete: false };
    for (const read of await readSubjects(query, page)) {
      if (judge.silencedBy(read.subject, clock.now.getTime(), read.ref.step ?? undefined).length === 0) continue;
      refs.push(read.ref);
      addReach(reach, read);
    }
  }
  return { refs, reach, complete: true };
}

const draftLints = (draft: PreviewDraft, now: Date): readonly Lint[] => [
  ...checkConditions(draft.conditions),
  ...checkScope({
    ruleIds: draft.ruleIds,
    step: draft.step,
    expiresAt: draft.expiresAt === null ? null : Date.parse(draft.expiresAt),
    now: now.getTime(),
  }),
];

const isBlocked = (lints: readonly Lint[]): boolean => lints.some((lint) => lint.level === "block");

/**
 * Whether the draft matches the alert it was written for: at least one piece of its evidence. When not, each condition that failed on the
 * piece that came nearest is named with what the evidence has. This is the one check that keeps an exception from looking saved and doing nothing.
 */
async function selfTest(
  query: Query,
  draft: PreviewDraft,
  now: Date,
): Promise<{ readonly matches: boolean | null; readonly lints: readonly Lint[] }> {
  if (draft.sourceAlertId === null) return { matches: null, lints: [] };
  const alert = await db().alert.findUnique({ where: { id: draft.sourceAlertId }, select: { ruleId: true, ruleTitle: true } });
  if (!alert) return { matches: false, lints: [blocked("no-source-alert", "The alert it was written for does not exist.")] };
  if (draft.ruleIds.length > 0 && !draft.ruleIds.includes(alert.ruleId)) {
    const message = `It does not apply to "${alert.ruleTitle}", the rule of the alert it was written for.`;
    return { matches: false, lints: [blocked("other-rule", message)] };
  }
  const exception = draftException(draft);
  const scope = { statuses: ALERT_STATUSES, alertIds: [draft.sourceAlertId] };
  const judge = compileExceptions([exception]);
  let nearest: { readonly read: ReadSubject; readonly held: number } | undefined;
  // Without conditions for the search: the near misses are what is wanted when nothing matches.
  for await (const page of candidates(query, { ...exception, conditions: [] }, scope)) {
    for (const read of await readSubjects(query, page)) {
      if (judge.silencedBy(read.subject, now.getTime(), read.ref.step ?? undefined).length > 0) return { matches: true, lints: [] };
      const held = explainConditions(draft.conditions, read.subject).filter((result) => result.held).length;
      if (!nearest || held > nearest.held) nearest = { read, held };
    }
  }
  if (!nearest) {
    const message =
      draft.step === null
        ? "The events of the alert it was written for are no longer stored."
        : `No event of the alert it was written for is the step "${draft.step}".`;
    return { matches: false, lints: [blocked("no-evidence", message)] };
  }
  return { matches: false, lints: missLints(draft, nearest.read) };
}

const StoredSteps = z.object({ steps: z.array(z.object({ name: z.string() })) });

/** A step that its rule does not have matches nothing, for ever and without a word. Told by the rule's newest alert that has steps. */
async function stepLints({ step, ruleIds: [ruleId] }: PreviewDraft): Promise<readonly Lint[]> {
  if (step === null || ruleId === undefined) return [];
  const alert = await db().alert.findFirst({
    where: { ruleId, shape: { in: ["sequence", "sample"] } },
    orderBy: { createdAt: "desc" },
    select: { outline: true },
  });
  const known = StoredSteps.safeParse(alert?.outline);
  if (!known.success || known.data.steps.some(({ name }) => name === step)) return [];
  const names = known.data.steps.map(({ name }) => `"${name}"`).join(", ");
  return [blocked("no-such-step", `Its rule has no step "${step}". The steps are ${names}.`)];
}

const blocked = (code: string, message: string): Lint => ({ code, level: "block", message });

function missLints(draft: PreviewDraft, read: ReadSubject): readonly Lint[] {
  return explainConditions(draft.conditions, read.subject)
    .filter((result) => !result.held)
    .map(({ condition, values, hint }) => {
      const has = values.length === 0 ? "has no such field" : `has ${values.map((value) => JSON.stringify(value)).join(", ")}`;
      const message = `It does not match the alert it was written for: ${draft.conditions[condition]?.field} of its evidence ${has}.${hint ? ` ${hint}` : ""}`;
      return { ...blocked("misses-source", message), condition };
    });
}

const protectedLint = (count: number): Lint =>
  blocked(
    "true-positive",
    `It matches ${count === 1 ? "an alert" : `${count} alerts`} that somebody judged a true positive: it would have hidden the attack.`,
  );

/** Everything that keeps a draft from being saved, and what is worth knowing. Looks at every true positive, however old. */
export async function checkDraft(draft: PreviewDraft, now: Date): Promise<readonly Lint[]> {
  const lints = [...draftLints(draft, now), ...(await stepLints(draft))];
  if (isBlocked(lints)) return lints;
  const query = onPrisma(db());
  const self = await selfTest(query, draft, now);
  const clock = { now, until: Number.POSITIVE_INFINITY };
  const { refs } = await collectMatches(query, draftException(draft), { statuses: ["closed"], truePositives: true }, clock);
  const alerts = new Set(refs.map((ref) => ref.alertId));
  return [...lints, ...self.lints, ...(alerts.size > 0 ? [protectedLint(alerts.size)] : [])];
}

/**
 * What saving the draft would do. Judges stored evidence as saving does, and changes nothing: every alert that is in the queue, however
 * long ago it happened (an uploaded file is history), and of those that are closed, which saving leaves alone, the last 30 days.
 */
export async function previewDraft(draft: PreviewDraft, now: Date): Promise<ExceptionPreview> {
  const lints = [...draftLints(draft, now), ...(await stepLints(draft))];
  const nothing = {
    silenced: [],
    silencedCount: 0,
    reduced: [],
    reducedCount: 0,
    closedCount: 0,
    truePositives: [],
    hosts: 0,
    users: 0,
    destinations: 0,
  };
  if (isBlocked(lints)) return { lints, sourceMatches: null, ...nothing, partial: false };
  const query = onPrisma(db());
  const exception = draftException(draft);
  const clock = { now, until: performance.now() + BUDGET_MS };
  const since = new Date(now.getTime() - WINDOW_MS);
  // In the order of what matters when the time runs out.
  const self = await selfTest(query, draft, now);
  const confirmed = await collectMatches(query, exception, { statuses: ["closed"], truePositives: true }, clock);
  const live = await collectMatches(query, exception, { statuses: ["open", "in_progress"] }, clock);
  const closed = await collectMatches(query, exception, { statuses: ["closed"], since }, clock);
  const alerts = await listPreviewAlerts(query, live.refs);
  const whole = alerts.filter((alert) => alert.silenced === alert.total);
  const reduced = alerts.filter((alert) => alert.silenced < alert.total);
  const truePositives = await listPreviewAlerts(query, confirmed.refs);
  return {
    lints: [...lints, ...self.lints, ...(truePositives.length > 0 ? [protectedLint(truePositives.length)] : [])],
    sourceMatches: self.matches,
    silenced: whole.slice(0, SHOWN),
    silencedCount: whole.length,
    reduced: reduced.slice(0, SHOWN),
    reducedCount: reduced.length,
    closedCount: new Set(closed.refs.map((ref) => ref.alertId)).size,
    truePositives: truePositives.slice(0, SHOWN),
    ...reachOf([live.reach, closed.reach]),
    partial: !(confirmed.complete && live.complete && closed.complete),
  };
}
