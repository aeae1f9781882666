import { Group, Stack, Text, Title } from "@mantine/core";
import { RuleFilters } from "#components/rule/rule-filters";
import { RuleImport } from "#components/rule/rule-import";
import { RuleTable } from "#components/rule/rule-table";
import { Empty } from "#components/ui/empty";
import { TextLink } from "#components/ui/text-link";
import { loadRules } from "#features/rule/loaders";
import { nextHref, parseRuleQuery } from "./search-params.ts";

export const metadata = { title: "Rules" };

export default async function RulesPage({ searchParams }: PageProps<"/rules">) {
  const query = parseRuleQuery(await searchParams);
  const page = await loadRules(query);
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          Rules
        </Title>
        <Text size="sm" c="dimmed">
          {page.total} {page.total === 1 ? "rule" : "rules"}
        </Text>
      </Group>
      <RuleImport />
      <RuleFilters query={query} />
      {page.rows.length === 0 ? (
        <Empty title="No rule matches these filters" actions={<TextLink href="/rules">Show every rule</TextLink>} />
      ) : (
        <RuleTable rules={page.rows} />
      )}
      <Group>
        {query.cursor && <TextLink href="/rules">First page</TextLink>}
        {page.next && <TextLink href={nextHref(query, page.next)}>Next page</TextLink>}
      </Group>
    </Stack>
  );
}
