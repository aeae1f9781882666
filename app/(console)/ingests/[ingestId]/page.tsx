import { Stack, Title } from "@mantine/core";
import { notFound } from "next/navigation";
import { IngestReport } from "#components/ingest/ingest-report";
import { TextLink } from "#components/ui/text-link";
import { loadIngest } from "#features/ingest/loaders";
import { AppError } from "#lib/errors";

export const metadata = { title: "Report" };

async function ingestOr404(id: string) {
  try {
    return await loadIngest(id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}

export default async function IngestPage({ params }: PageProps<"/ingests/[ingestId]">) {
  const ingest = await ingestOr404((await params).ingestId);
  return (
    <Stack gap="sm" p="md" maw={1200}>
      <TextLink href="/ingests">Data</TextLink>
      <Title order={1} size="h3" style={{ overflowWrap: "anywhere" }}>
        {ingest.name}
      </Title>
      <IngestReport ingest={ingest} />
    </Stack>
  );
}
