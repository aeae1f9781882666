import { FORWARDED, WINDOWS_LOGS } from "../../event/dataset.ts";
import { fieldRef } from "../../event/field.ts";
import { type Expr, FALSE, TRUE } from "../ir/expr.ts";
import { type LikePart, likeMatcher, likeSpans } from "../ir/like.ts";
import { patternTest } from "../ir/pattern-test.ts";
import { simplify } from "../ir/simplify.ts";
import type { Test } from "../ir/test.ts";

const CHANNEL = fieldRef("sigma", "Channel");
const PROVIDER = fieldRef("sigma", "Provider_Name");
const SOURCE = fieldRef("ecs", "callout.source");
const DATASET = fieldRef("ecs", "callout.dataset");
const AGENT = fieldRef("ecs", "agent.type");

/** Documents that say they are of a Windows log but have none of its members. */
const WINDOWS_DOCUMENTS: readonly Expr[] = [
  test(DATASET, { op: "prefix", needle: "windows.", fold: true }),
  ...["system.security", "system.system", "system.application"].map((dataset) => is(DATASET, dataset)),
];

/** Shippers that write to indices of their own name instead of data streams. */
const BEATS = ["filebeat", "auditbeat", "packetbeat", "winlogbeat", "heartbeat", "metricbeat"];

/**
 * Index patterns as a predicate (README.md has the table): which index an event would be in follows from its source and log;
 * of other records from the data set they name. A record that names none is in every index: to leave it out would be a miss.
 * Literally false where nothing Callout reads can be in any of them.
 */
export function scopeOf(patterns: readonly string[]): Expr {
  const wanted = patterns.filter((pattern) => !pattern.startsWith("-")).map(local);
  const excluded = patterns.filter((pattern) => pattern.startsWith("-")).map((pattern) => local(pattern.slice(1)));
  const covers = (names: readonly string[]) =>
    names.some((name) => wanted.some((pattern) => isLike(name, pattern)) && !excluded.some((pattern) => isLike(name, pattern)));
  const args: Expr[] = [];
  if (covers(windowsIndices("windows.sysmon_operational"))) args.push(is(SOURCE, "sysmon"));
  args.push({ kind: "and", args: [is(SOURCE, "windows"), windowsLogs(covers)] });
  if (covers(["logs-m365_defender.event-default"])) args.push(is(SOURCE, "defender"));
  const documents = [...documentsOf(wanted), ...(covers(["winlogbeat-8.0.0"]) ? WINDOWS_DOCUMENTS : [])];
  const shippers = BEATS.filter((beat) => covers([`${beat}-8.0.0`]));
  if (documents.length + shippers.length > 0) {
    const isSilent: Expr = { kind: "not", arg: test(DATASET, { op: "present" }) };
    const agents = shippers.map((beat) => is(AGENT, beat));
    const anyOf: Expr = { kind: "or", args: [isSilent, ...documents, ...agents] };
    args.push({ kind: "and", args: [{ kind: "or", args: [is(SOURCE, "endpoint"), is(SOURCE, "unknown")] }, anyOf] });
  }
  return simplify({ kind: "or", args });
}

/** `cluster:logs-*` is the same index of another cluster. */
function local(pattern: string): string {
  return pattern.trim().replace(/^[^:]*:/, "");
}

/** Either shipper may have brought a Windows log: winlogbeat to its own index, Elastic Agent to the log's, a collector to the forwarded one. */
function windowsIndices(dataset: string): readonly string[] {
  return [...new Set(["winlogbeat-8.0.0", `logs-${dataset}-default`, `logs-${FORWARDED}-default`])];
}

/** The Windows logs that are covered; a log without a data set of its own is among the forwarded ones, which hold every log. */
function windowsLogs(covers: (names: readonly string[]) => boolean): Expr {
  if (covers(windowsIndices(FORWARDED))) return TRUE;
  const logs = WINDOWS_LOGS.filter(({ dataset }) => covers(windowsIndices(dataset)));
  const channels = logs.flatMap((log) => log.channels.map((channel) => is(CHANNEL, channel)));
  const providers = logs.flatMap((log) => log.providers.map((provider) => is(PROVIDER, provider)));
  if (channels.length === 0) return FALSE;
  const isLost: Expr = {
    kind: "or",
    args: [is(CHANNEL, ""), is(CHANNEL, "ForwardedEvents"), { kind: "not", arg: test(CHANNEL, { op: "present" }) }],
  };
  return { kind: "or", args: [...channels, { kind: "and", args: [isLost, { kind: "or", args: providers }] }] };
}

/** Data sets of `logs-…` patterns. A data set has no hyphen: what stands behind one is the namespace. */
function documentsOf(patterns: readonly string[]): readonly Expr[] {
  return patterns.flatMap((pattern): readonly Expr[] => {
    if (/^\*+$/.test(pattern) || /^l?o?g?s?-?\*+$/.test(pattern)) return [TRUE];
    const [, dataset, namespace] = /^(?:\.ds-)?logs-([^-]+)(-.*)?$/.exec(pattern) ?? [];
    if (dataset === undefined) return [];
    const parts = (dataset.match(/\*+|[^*]+/g) ?? []).map(
      (part): LikePart => (part.startsWith("*") ? { kind: "many" } : { kind: "text", text: part }),
    );
    // Nothing of the data set follows the last hyphen, but `process*` may go on with one.
    return [namespace === undefined && !dataset.endsWith("*") ? is(DATASET, dataset) : test(DATASET, patternTest(parts, true))];
  });
}

function isLike(name: string, pattern: string): boolean {
  const parts = (pattern.match(/\*+|[^*]+/g) ?? []).map(
    (part): LikePart => (part.startsWith("*") ? { kind: "many" } : { kind: "text", text: part }),
  );
  return likeSpans(likeMatcher(parts, true), name) !== undefined;
}

function is(field: ReturnType<typeof fieldRef>, value: string): Expr {
  return test(field, { op: "equals", value, fold: true });
}

function test(field: ReturnType<typeof fieldRef>, asked: Test): Expr {
  return { kind: "known", arg: { kind: "test", subject: { from: "field", field }, test: asked, path: "logsource" } };
}
