import { Code, Group, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";
import { notFound } from "next/navigation";
import { SeverityMark } from "#components/alert/severity-mark";
import { BacktestResult } from "#components/rule/backtest-result";
import { CostNote } from "#components/rule/cost-note";
import { DiagnosticList } from "#components/rule/diagnostic-list";
import { ExecutionTable } from "#components/rule/execution-table";
import { FiredChart } from "#components/rule/fired-chart";
import { Markdown } from "#components/rule/markdown";
import { RecentAlerts } from "#components/rule/recent-alerts";
import { ReferenceList } from "#components/rule/reference-list";
import { RelatedRules } from "#components/rule/related-rules";
import { RestingNote } from "#components/rule/resting-note";
import { RuleActions } from "#components/rule/rule-actions";
import { RuleFacts } from "#components/rule/rule-facts";
import { RuleLinks } from "#components/rule/rule-links";
import { RuleSource } from "#components/rule/rule-source";
import { RunControls } from "#components/rule/run-controls";
import { SchedulePanel } from "#components/rule/schedule-panel";
import { StatusBadge } from "#components/rule/status-badge";
import { ThreatList } from "#components/rule/threat-list";
import { VersionList } from "#components/rule/version-list";
import { foldLines } from "#components/ui/fold-lines";
import { Panel } from "#components/ui/panel";
import { TextLink } from "#components/ui/text-link";
import { loadPermissions } from "#features/account/loaders";
import { SHOWN_EXECUTIONS } from "#features/execution/constants";
import { loadBacktest, loadExecutions } from "#features/execution/loaders";
import { DEAR_NANOSECONDS } from "#features/rule/constants";
import { loadRule, loadStoredSpan } from "#features/rule/loaders";
import { AppError } from "#lib/errors";

export const metadata = { title: "Rule" };

async function ruleOr404(id: string) {
  try {
    return await loadRule(id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

function headline(rule: Awaited<ReturnType<typeof ruleOr404>>): string {
  const parts = [
    rule.language,
    rule.kind === rule.language ? "" : rule.kind,
    rule.logSource,
    rule.status,
    `version ${rule.version}`,
    rule.builtIn ? "built in" : rule.fileName,
    rule.author,
    rule.date && `written ${rule.date}`,
    rule.modified && `changed ${rule.modified}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

export default async function RulePage({ params, searchParams }: PageProps<"/rules/[ruleId]">) {
  const ruleId = decodeURIComponent((await params).ruleId);
  const asked = (await searchParams).backtest;
  const [rule, { executions, health }, stored, backtest, permissions] = await Promise.all([
    ruleOr404(ruleId),
    loadExecutions(ruleId),
    loadStoredSpan(),
    loadBacktest(ruleId, typeof asked === "string" ? asked : undefined),
    loadPermissions(),
  ]);
  const { note, setup, threat } = rule.details;
  const { links } = rule;
  const isLinked = [links.uses, links.usedBy, links.filteredBy, links.waitsFor].some((list) => list.length > 0);
  return (
    <Stack gap="md" p="md" maw={1200}>
      <TextLink href="/rules">Rules</TextLink>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <Title order={1} size="h3">
            {rule.title}
          </Title>
          <Group gap="sm">
            <SeverityMark severity={rule.severity} word />
            <StatusBadge status={rule.status} />
            <Text size="sm" c="dimmed">
              {headline(rule)}
            </Text>
          </Group>
        </Stack>
        <RuleActions rule={rule} canDelete={permissions.includes("rules")} />
      </Group>
      <RestingNote rule={rule} />
      {rule.description && (
        <Text size="sm" style={{ whiteSpace: "pre-line" }}>
          {foldLines(rule.description)}
        </Text>
      )}
      {rule.tags.length > 0 && (
        <Group gap="sm">
          {[...new Set(rule.tags)].map((tag) => (
            <TextLink key={tag} href={`/rules?${new URLSearchParams({ tag })}`} size="xs">
              {tag}
            </TextLink>
          ))}
        </Group>
      )}
      {rule.diagnostics.length > 0 && (
        <Panel id="diagnostics" title={rule.refused ? "Refused: this rule does not run" : "Warnings"} aside={rule.diagnostics.length}>
          <DiagnosticList diagnostics={rule.diagnostics} linked />
        </Panel>
      )}
      {isLinked && (
        <Panel id="links" title="With other rules">
          <RuleLinks rule={rule} />
        </Panel>
      )}
      <Panel id="schedule" title="When it runs">
        <Stack gap="sm">
          <SchedulePanel rule={rule} health={health} />
          <RunControls rule={rule} stored={stored} />
        </Stack>
      </Panel>
      {backtest && (
        <Panel id="backtest" title="Backtest" aside="nothing is raised by it">
          <BacktestResult backtest={backtest} />
        </Panel>
      )}
      {(rule.schedule.canRun || executions.length > 0) && (
        <Panel
          id="executions"
          title="Executions"
          aside={executions.length === SHOWN_EXECUTIONS ? `the newest ${SHOWN_EXECUTIONS}` : executions.length}
        >
          <ExecutionTable executions={executions} />
        </Panel>
      )}
      <Panel
        id="alerts"
        title="Recent alerts"
        aside={`${rule.openAlerts.toLocaleString("en")} open of ${rule.totalAlerts.toLocaleString("en")}`}
      >
        {rule.timeline && <FiredChart timeline={rule.timeline} ruleId={rule.id} />}
        <RecentAlerts alerts={rule.recentAlerts} ruleId={rule.id} />
      </Panel>
      {rule.cost && (
        <Panel id="cost" title="What it costs" aside={rule.cost.nanoseconds > DEAR_NANOSECONDS ? "dear" : undefined}>
          <CostNote cost={rule.cost} />
        </Panel>
      )}
      <Panel id="facts" title="What its file says">
        <RuleFacts rule={rule} />
      </Panel>
      {threat && threat.length > 0 && (
        <Panel id="threat" title="ATT&CK">
          <ThreatList threat={threat} />
        </Panel>
      )}
      {note && (
        <Panel id="guide" title="Investigation guide">
          <Markdown source={note} />
        </Panel>
      )}
      {setup && (
        <Panel id="setup" title="Set-up it needs">
          <Markdown source={setup} />
        </Panel>
      )}
      <Panel id="source" title="Rule">
        <RuleSource source={rule.source} diagnostics={rule.diagnostics} />
      </Panel>
      {rule.plan && (
        <Panel id="plan" title="Plan" aside="what the engine runs">
          <Code block>{rule.plan}</Code>
        </Panel>
      )}
      {rule.falsePositives.length > 0 && (
        <Panel id="false-positives" title="Known false positives">
          <ul>
            {rule.falsePositives.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel id="exceptions" title="Exceptions that touch it" aside={rule.exceptions.length}>
        {rule.exceptions.length === 0 ? (
          <Text size="sm" c="dimmed">
            None.
          </Text>
        ) : (
          <ul>
            {rule.exceptions.map((exception) => (
              <li key={exception.id}>
                <Link href={`/exceptions/${exception.id}`}>
                  EX-{String(exception.number).padStart(4, "0")} {exception.title}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {rule.references.length > 0 && (
        <Panel id="references" title="References">
          <ReferenceList references={rule.references} />
        </Panel>
      )}
      {rule.related.length > 0 && (
        <Panel id="related" title="Related rules" aside={rule.related.length}>
          <RelatedRules related={rule.related} />
        </Panel>
      )}
      <Panel id="versions" title="Versions" aside={rule.versions.length}>
        <VersionList ruleId={rule.id} versions={rule.versions} current={rule.version} />
      </Panel>
    </Stack>
  );
}
