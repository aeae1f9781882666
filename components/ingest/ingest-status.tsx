import { Badge } from "@mantine/core";
import type { IngestRow, IngestStatus } from "#features/ingest/types";

const COLOURS: { readonly [S in IngestStatus]: string } = {
  queued: "gray",
  running: "blue",
  done: "green",
  failed: "red",
  cancelled: "yellow",
};

/** The state of an ingest in a word; colour only repeats it. */
export function IngestStatusBadge({ ingest }: { readonly ingest: IngestRow }) {
  const text = ingest.status === "done" && ingest.duplicateOf ? "already loaded" : ingest.status === "running" ? "reading" : ingest.status;
  return (
    <Badge variant="light" color={COLOURS[ingest.status]}>
      {text}
    </Badge>
  );
}
