import "server-only";
import type { RuleId } from "#core/detection/finding";
import type { ProposalSource } from "#core/exception/propose";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import { onPrisma } from "#lib/db/query";

/** What proposals are made of: the alert's destinations, command line, program, user and host; null when there is no such alert. */
export async function getProposalSource(alertId: string): Promise<ProposalSource | null> {
  const alert = await db().alert.findUnique({
    where: { id: alertId },
    select: { ruleId: true, commandLine: true, executable: true, userName: true, hostName: true },
  });
  if (!alert) return null;
  // What goes out has its destination at the remote end; one more than a proposal may list says that there are too many.
  const rows = await onPrisma(db())<{ address: string }>(Prisma.sql`
    SELECT DISTINCT host(e.remote_address) AS address FROM alert_evidence e
    WHERE e.alert_id = ${alertId}::uuid AND e.remote_address IS NOT NULL AND e.direction IS DISTINCT FROM 'ingress' LIMIT 51`);
  const { ruleId, commandLine, executable, userName, hostName } = alert;
  return { rule: ruleId as RuleId, destinations: rows.map((row) => row.address), commandLine, executable, user: userName, host: hostName };
}

/** What proposals for one step of an alert are made of: what its events have in common. */
export interface StepSource {
  readonly step: { readonly index: number; readonly name: string };
  readonly source: ProposalSource;
}

interface StoredStep {
  readonly index: number;
  readonly name: string;
  readonly rule: string;
  readonly destinations: readonly string[];
  readonly commandLines: readonly string[];
  readonly executables: readonly string[];
  readonly users: readonly string[];
  readonly hosts: readonly string[];
}

/** The steps of an alert's sequences, each with what its events have; a value that differs between them is no value. */
export async function listStepSources(alertId: string): Promise<readonly StepSource[]> {
  const rows = await onPrisma(db())<StoredStep>(Prisma.sql`
    SELECT e.step_index::int AS index, e.step_name AS name, a.rule_id AS rule,
           (coalesce(array_agg(DISTINCT host(e.remote_address)) FILTER (
             WHERE e.remote_address IS NOT NULL AND e.direction IS DISTINCT FROM 'ingress'), '{}'))[1:51] AS destinations,
           (coalesce(array_agg(DISTINCT p.command_line) FILTER (WHERE p.command_line IS NOT NULL), '{}'))[1:2] AS "commandLines",
           (coalesce(array_agg(DISTINCT p.executable) FILTER (WHERE p.executable IS NOT NULL), '{}'))[1:2] AS executables,
           (coalesce(array_agg(DISTINCT p.user_name) FILTER (WHERE p.user_name IS NOT NULL), '{}'))[1:2] AS users,
           (array_agg(DISTINCT h.name))[1:2] AS hosts
    FROM alert_evidence e JOIN alert a ON a.id = e.alert_id JOIN host h ON h.id = e.host_id
    LEFT JOIN process p ON p.host_id = e.host_id AND p.key = e.process_key
    WHERE e.alert_id = ${alertId}::uuid AND e.step_name IS NOT NULL
    GROUP BY e.step_index, e.step_name, a.rule_id ORDER BY e.step_index LIMIT 20`);
  return rows.map(({ index, name, rule, destinations, commandLines, executables, users, hosts }) => ({
    step: { index, name },
    source: {
      rule: rule as RuleId,
      destinations,
      commandLine: only(commandLines),
      executable: only(executables),
      user: only(users),
      host: only(hosts),
    },
  }));
}

const only = (values: readonly string[]): string | null => (values.length === 1 ? (values[0] ?? null) : null);
