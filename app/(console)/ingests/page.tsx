import { Group, Stack, Title } from "@mantine/core";
import { IngestTable } from "#components/ingest/ingest-table";
import { SampleButton } from "#components/ingest/sample-button";
import { UploadPanel } from "#components/ingest/upload-panel";
import { Empty } from "#components/ui/empty";
import { TextLink } from "#components/ui/text-link";
import { loadIngests } from "#features/ingest/loaders";

export const metadata = { title: "Data" };

export default async function IngestsPage({ searchParams }: PageProps<"/ingests">) {
  const { before } = await searchParams;
  const cursor = typeof before === "string" ? before : undefined;
  const ingests = await loadIngests({ before: cursor });
  const last = ingests.at(-1);
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          Data
        </Title>
        <SampleButton />
      </Group>
      <UploadPanel />
      {ingests.length === 0 ? (
        <Empty title={cursor ? "Nothing older" : "Nothing has been loaded yet"}>
          {!cursor && "Drop a file above, load the sample data, or send events from a script with a token."}
        </Empty>
      ) : (
        <IngestTable ingests={ingests} />
      )}
      <Group>
        {cursor && <TextLink href="/ingests">Newest</TextLink>}
        {last && ingests.length >= 50 && <TextLink href={`/ingests?before=${encodeURIComponent(last.id)}`}>Older</TextLink>}
      </Group>
    </Stack>
  );
}
