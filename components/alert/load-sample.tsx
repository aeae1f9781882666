"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { loadSampleData } from "#features/ingest/actions";
import { toasts } from "../ui/toasts.ts";

/** Loads the sample story and shows how it is being read. */
export function LoadSample() {
  const router = useRouter();
  const [busy, start] = useTransition();
  const load = () =>
    start(async () => {
      try {
        const { ingestId } = await loadSampleData();
        router.push(`/ingests/${ingestId}`);
      } catch {
        toasts.show({ tone: "bad", message: "The sample data could not be loaded. The server's log says why." });
      }
    });
  return (
    <Button variant="default" loading={busy} onClick={load}>
      Load sample data
    </Button>
  );
}
