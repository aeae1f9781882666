import { Alert, Group, Stack, Text, Title } from "@mantine/core";
import { notFound } from "next/navigation";
import { ImportFilter, importHref } from "#components/rule/import-filter";
import { LiveImport } from "#components/rule/live-import";
import { OutcomeTabs } from "#components/rule/outcome-tabs";
import { durationText, progressText, restingText, skippedText } from "#components/rule/report-words";
import { RuleImportTable } from "#components/rule/rule-import-table";
import { Empty } from "#components/ui/empty";
import { Instant } from "#components/ui/instant";
import { TextLink } from "#components/ui/text-link";
import type { ImportLineQuery } from "#features/rule/import/schema";
import { hasEnded } from "#features/rule/import/types";
import { loadImportReasons, loadRuleImport } from "#features/rule/loaders";
import { AppError } from "#lib/errors";
import { parseImportLineQuery } from "../../search-params.ts";

export const metadata = { title: "Import of rules" };

async function importOr404(id: string, query: ImportLineQuery) {
  try {
    return await loadRuleImport(id, query);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

export default async function RuleImportPage({ params, searchParams }: PageProps<"/rules/imports/[importId]">) {
  const { importId } = await params;
  const query = parseImportLineQuery(await searchParams);
  const [detail, reasons] = await Promise.all([importOr404(importId, query), loadImportReasons(importId, query.outcome)]);
  const words = [progressText(detail), restingText(detail), skippedText(detail.skipped), durationText(detail)];
  return (
    <Stack gap="md" p="md" maw={1200}>
      <TextLink href="/rules/imports">Imports of rules</TextLink>
      <Title order={1} size="h3" style={{ overflowWrap: "anywhere" }}>
        {detail.name}
      </Title>
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          {detail.createdBy}, <Instant at={detail.createdAt} show="full" />
        </Text>
      </Group>
      {detail.status === "failed" && (
        <Alert color="red" title="The import failed">
          {detail.error}
        </Alert>
      )}
      {detail.status === "cancelled" && <Alert title="The import was cancelled">What it had stored by then stays and is in force.</Alert>}
      {hasEnded(detail.status) ? <Text size="sm">{words.filter((text) => text !== "").join(" ")}</Text> : <LiveImport initial={detail} />}
      <OutcomeTabs detail={detail} current={query.outcome} />
      {hasEnded(detail.status) && <ImportFilter importId={detail.id} query={query} reasons={reasons} />}
      {detail.lines.length > 0 && <RuleImportTable lines={detail.lines} />}
      {detail.lines.length === 0 && (query.q !== undefined || query.code !== undefined) && (
        <Empty title="No line of this import has that" actions={<TextLink href={`/rules/imports/${detail.id}`}>Show all</TextLink>} />
      )}
      {detail.next && <TextLink href={importHref(detail.id, { ...query, after: detail.next })}>Next page</TextLink>}
    </Stack>
  );
}
