import { Code, Group, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";
import { notFound } from "next/navigation";
import { SeverityMark } from "#components/alert/severity-mark";
import { DiagnosticList } from "#components/rule/diagnostic-list";
import { RecentAlerts } from "#components/rule/recent-alerts";
import { ReferenceList } from "#components/rule/reference-list";
import { RelatedRules } from "#components/rule/related-rules";
import { RestingNote } from "#components/rule/resting-note";
import { RuleActions } from "#components/rule/rule-actions";
import { RuleSource } from "#components/rule/rule-source";
import { StatusBadge } from "#components/rule/status-badge";
import { VersionList } from "#components/rule/version-list";
import { Panel } from "#components/ui/panel";
import { TextLink } from "#components/ui/text-link";
import { loadRule } from "#features/rule/loaders";
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

export default async function RulePage({ params }: PageProps<"/rules/[ruleId]">) {
  const rule = await ruleOr404(decodeURIComponent((await params).ruleId));
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
              {rule.language} · {rule.logSource} · {rule.status} · version {rule.version} · {rule.builtIn ? "built in" : rule.fileName}
              {rule.author && ` · ${rule.author}`}
              {rule.date && ` · written ${rule.date}`}
              {rule.modified && ` · changed ${rule.modified}`}
            </Text>
          </Group>
        </Stack>
        <RuleActions rule={rule} />
      </Group>
      <RestingNote rule={rule} />
      {rule.description && (
        <Text size="sm" style={{ whiteSpace: "pre-line" }}>
          {rule.description}
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
      <Panel id="alerts" title="Recent alerts" aside={`${rule.openAlerts} open of ${rule.totalAlerts}`}>
        <RecentAlerts alerts={rule.recentAlerts} ruleId={rule.id} />
      </Panel>
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
