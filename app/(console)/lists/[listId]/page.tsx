import { Code, Group, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { ListActions } from "#components/list/list-actions";
import { ListChange } from "#components/list/list-change";
import { VersionTable } from "#components/list/version-table";
import { CopyButton } from "#components/ui/copy-button";
import { NotOffered } from "#components/ui/not-offered";
import { Panel } from "#components/ui/panel";
import { TextLink } from "#components/ui/text-link";
import { loadPermissions } from "#features/account/loaders";
import { NEEDS } from "#features/account/role/types";
import { loadList, loadListUses } from "#features/list/loaders";
import { AppError } from "#lib/errors";

export const metadata: Metadata = { title: "List" };

interface PageProps {
  readonly params: Promise<{ readonly listId: string }>;
}

async function listOr404(id: string) {
  if (!z.uuid().safeParse(id).success) notFound();
  try {
    return await loadList(id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

export default async function ListPage({ params }: PageProps) {
  const list = await listOr404((await params).listId);
  const [uses, permissions] = await Promise.all([loadListUses(list.url), loadPermissions()]);
  const isOffered = permissions.includes("lists");
  return (
    <Stack gap="md" p="md" maw={1200}>
      <TextLink href="/lists">Lists</TextLink>
      <Group justify="space-between" align="start">
        <Title order={1} size="h3">
          {list.name}
        </Title>
        {isOffered && <ListActions list={list} leaves />}
      </Group>
      <Group gap={4} wrap="nowrap" align="center">
        <Code style={{ overflowWrap: "anywhere" }}>{list.url}</Code>
        <CopyButton text={list.url} what="URL" />
      </Group>
      {list.lastError !== null && (
        <Text size="sm" c="var(--bad)" role="alert">
          The last fetch failed: {list.lastError}{" "}
          {list.current === null ? "There is no version to use." : `Version ${list.current.number} stays in use.`}
        </Text>
      )}
      <Panel id="change" title="Name and refresh">
        {isOffered ? <ListChange list={list} /> : <NotOffered>{NEEDS.lists}</NotOffered>}
      </Panel>
      <Panel
        id="rows"
        title="First rows"
        aside={list.current === null ? "no version yet" : `${list.current.rows.toLocaleString("en")} rows, ${list.current.format}`}
      >
        {list.current === null ? (
          <Text size="sm">Nothing has arrived yet: upload a file under this URL, or fetch it.</Text>
        ) : (
          <Code block>{list.current.sample.join("\n")}</Code>
        )}
      </Panel>
      <Panel id="versions" title="Versions" aside={list.versions.length}>
        <VersionTable list={list} isOffered={isOffered} />
      </Panel>
      <Panel id="uses" title="Rules that name it" aside={uses.length}>
        {uses.length === 0 ? (
          <Text size="sm" c="dimmed">
            None.
          </Text>
        ) : (
          <ul>
            {uses.map((use) => (
              <li key={use.ruleId}>
                <TextLink href={`/rules/${encodeURIComponent(use.ruleId)}`}>{use.title}</TextLink>
                {!use.enabled && " (off)"}
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Stack>
  );
}
