import { Group, Stack, Text, Title } from "@mantine/core";
import { notFound } from "next/navigation";
import { RestoreButton } from "#components/rule/restore-button";
import { diffSummary, RuleDiff } from "#components/rule/rule-diff";
import { VersionList } from "#components/rule/version-list";
import { VersionPicker } from "#components/rule/version-picker";
import { NotOffered } from "#components/ui/not-offered";
import { Panel } from "#components/ui/panel";
import { TextLink } from "#components/ui/text-link";
import { loadPermissions } from "#features/account/loaders";
import { NEEDS } from "#features/account/role/types";
import { loadVersionPair } from "#features/rule/loaders";
import { AppError } from "#lib/errors";

export const metadata = { title: "Rule versions" };

async function pairOr404(ruleId: string, asked: unknown) {
  try {
    return await loadVersionPair(ruleId, asked);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

export default async function VersionsPage({ params, searchParams }: PageProps<"/rules/[ruleId]/versions">) {
  const pair = await pairOr404(decodeURIComponent((await params).ruleId), await searchParams);
  const isOffered = (await loadPermissions()).includes("rules");
  const { ruleId, from, to, current } = pair;
  return (
    <Stack gap="md" p="md" maw={1200}>
      <TextLink href={`/rules/${encodeURIComponent(ruleId)}`}>{pair.title}</TextLink>
      <Title order={1} size="h3">
        Version {from.version} to version {to.version}
      </Title>
      <Group align="end" gap="sm">
        <VersionPicker ruleId={ruleId} versions={pair.versions.map(({ version }) => version)} from={from.version} to={to.version} />
        {isOffered && !pair.builtIn && from.version !== current && (
          <RestoreButton ruleId={ruleId} version={from.version} next={current + 1} />
        )}
        {!isOffered && !pair.builtIn && <NotOffered>{NEEDS.rules}</NotOffered>}
        {pair.builtIn && (
          <Text size="sm" c="dimmed">
            A built-in rule follows the release: earlier texts are shown, not restored.
          </Text>
        )}
      </Group>
      <Panel id="diff" title="What changed" aside={diffSummary(from.source, to.source)}>
        <RuleDiff before={from.source} after={to.source} />
      </Panel>
      <Panel id="versions" title="Versions" aside={pair.versions.length}>
        <VersionList ruleId={ruleId} versions={pair.versions} current={current} />
      </Panel>
    </Stack>
  );
}
