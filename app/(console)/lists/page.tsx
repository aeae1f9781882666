import { Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { AllowedHosts } from "#components/list/allowed-hosts";
import { ListTable } from "#components/list/list-table";
import { ListUpload } from "#components/list/list-upload";
import { Empty } from "#components/ui/empty";
import { NotOffered } from "#components/ui/not-offered";
import { Panel } from "#components/ui/panel";
import { loadPermissions } from "#features/account/loaders";
import { NEEDS } from "#features/account/role/types";
import { loadListHosts, loadLists } from "#features/list/loaders";

export const metadata: Metadata = { title: "Lists" };

interface PageProps {
  readonly searchParams: Promise<{ readonly url?: string | string[] }>;
}

/** Lists that queries read by their URL: `externaldata`, answered offline. */
export default async function ListsPage({ searchParams }: PageProps) {
  const { url } = await searchParams;
  const [lists, hosts, permissions] = await Promise.all([loadLists(), loadListHosts(), loadPermissions()]);
  const isOffered = permissions.includes("lists");
  return (
    <Stack gap="md" p="md" maw={1200}>
      <Title order={1} size="h3">
        Lists
      </Title>
      <Text size="sm" c="dimmed">
        A query that reads externaldata finds its list here, by its URL. What a query is not given it says.
      </Text>
      <Panel id="add" title="Add or replace a list">
        {!isOffered && <NotOffered>{NEEDS.lists}</NotOffered>}
        {isOffered && <ListUpload hosts={hosts.map(({ host }) => host)} url={typeof url === "string" ? url : ""} />}
      </Panel>
      <Panel id="lists" title="Lists" aside={lists.length}>
        {lists.length === 0 ? (
          <Empty title="There is no list yet">
            Queries that name a CIDR-to-ASN list are answered from the bundled AS data, and say so.
          </Empty>
        ) : (
          <ListTable lists={lists} isOffered={isOffered} />
        )}
      </Panel>
      <Panel id="hosts" title="Allowed hosts" aside={hosts.length}>
        <AllowedHosts hosts={hosts} isOffered={isOffered} />
      </Panel>
    </Stack>
  );
}
