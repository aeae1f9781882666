"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { loadSampleData } from "#features/ingest/actions";

/** Loads the sample story through the same line as any upload, and follows it. */
export function SampleButton() {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  return (
    <Button
      size="xs"
      variant="default"
      loading={busy}
      onClick={() =>
        startTransition(async () => {
          const { ingestId } = await loadSampleData();
          router.push(`/ingests/${ingestId}`);
        })
      }
    >
      Load sample data
    </Button>
  );
}
