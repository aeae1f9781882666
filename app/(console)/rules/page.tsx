import { Group, Stack, Text, Title } from "@mantine/core";
import { RuleChips } from "#components/rule/rule-chips";
import { RuleFilters } from "#components/rule/rule-filters";
import { RuleImport } from "#components/rule/rule-import";
import { RulePages } from "#components/rule/rule-pages";
import { RuleTable } from "#components/rule/rule-table";
import { Empty } from "#components/ui/empty";
import { NotOffered } from "#components/ui/not-offered";
import { TextLink } from "#components/ui/text-link";
import { loadPermissions } from "#features/account/loaders";
import { NEEDS } from "#features/account/role/types";
import { loadRuleFacets, loadRules } from "#features/rule/loaders";
import { parseRuleQuery } from "./search-params.ts";

export const metadata = { title: "Rules" };

export default async function RulesPage({ searchParams }: PageProps<"/rules">) {
  const query = parseRuleQuery(await searchParams);
  const [page, facets, permissions] = await Promise.all([loadRules(query), loadRuleFacets(query), loadPermissions()]);
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          Rules
        </Title>
        <Group gap="md">
          <TextLink href="/rules/placeholders">Placeholders</TextLink>
          <Text size="sm" c="dimmed">
            {page.total.toLocaleString("en")} {page.total === 1 ? "rule" : "rules"}
          </Text>
        </Group>
      </Group>
      {permissions.includes("rules") ? <RuleImport /> : <NotOffered>{NEEDS.rules}</NotOffered>}
      <RuleFilters query={query} facets={facets} />
      <RuleChips query={query} />
      {page.rows.length === 0 ? (
        <Empty title="No rule matches these filters" actions={<TextLink href="/rules">Show every rule</TextLink>} />
      ) : (
        <RuleTable page={page} query={query} />
      )}
      <RulePages query={query} next={page.next} />
    </Stack>
  );
}
