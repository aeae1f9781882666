import { Badge } from "@mantine/core";
import type { IngestRow, IngestStatus } from "#features/ingest/types";

const COLOURS: { readonly [S in IngestStatus]: string } = {
  queued: "gray",
  running: "blue",
  done: "green",
  failed: "red",
  cancelled: "yellow",
};

/** Read to the end is not yet read well: faults take the green away, and nothing readable at all is red. */
function colourOf({ status, records, faults }: IngestRow): string {
  if (status !== "done" || faults === 0) return COLOURS[status];
  return records === 0 ? "red" : "yellow";
}

/** The state of an ingest in a word; colour only repeats it and the counts beside it. */
export function IngestStatusBadge({ ingest }: { readonly ingest: IngestRow }) {
  const text = ingest.status === "done" && ingest.duplicateOf ? "already loaded" : ingest.status === "running" ? "reading" : ingest.status;
  return (
    <Badge variant="light" color={colourOf(ingest)}>
      {text}
    </Badge>
  );
}
