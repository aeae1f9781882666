import { Button } from "@mantine/core";
import Link from "next/link";
import type { AlertQuery } from "#features/alert/schema";
import type { AlertPage } from "#features/alert/types";
import { Empty } from "../ui/empty.tsx";
import { LoadSample } from "./load-sample.tsx";
import { emptyKind } from "./queue-empty.ts";
import { changed, queueHref, withoutFilters } from "./queue-url.tsx";
import { STATUS_WORD, STATUSES } from "./words.ts";

interface EmptyQueueProps {
  readonly query: AlertQuery;
  readonly counts: AlertPage["statusCounts"];
  /** Whether anything was ever ingested. */
  readonly hasData: boolean;
}

/** Says which nothing it is, and the one step that leads out of it. */
export function EmptyQueue({ query, counts, hasData }: EmptyQueueProps) {
  const kind = emptyKind(query, counts, hasData);
  switch (kind) {
    case "no-data":
      return (
        <Empty
          title="No data yet"
          actions={
            <>
              <Button component={Link} href="/ingests">
                Upload event files
              </Button>
              <LoadSample />
            </>
          }
        >
          Upload Sysmon or Windows EVTX, NDJSON, JSON or Defender CSV, plain or compressed. The sample data tells a small story on three
          hosts.
        </Empty>
      );
    case "no-alerts":
      return (
        <Empty
          title="No rule has fired"
          actions={
            <>
              <Link href="/ingests">What was loaded</Link>
              <Link href="/rules">Which rules run</Link>
            </>
          }
        >
          Events were loaded and every enabled rule looked at them. What was loaded also says which fields no rule can see.
        </Empty>
      );
    case "range":
      return (
        <Empty
          title="No alerts in this time range"
          actions={<Link href={queueHref(changed(query, { from: undefined, to: undefined }))}>Show all time</Link>}
        >
          Uploaded events keep their own times, which may be years back.
        </Empty>
      );
    case "filtered":
      return (
        <Empty title="The filters hide every alert" actions={<Link href={queueHref(withoutFilters(query))}>Clear the filters</Link>}>
          No alert of any status passes all of them.
        </Empty>
      );
    case "done":
      return (
        <Empty
          title={query.status.join() === "open" ? "The queue is clear" : "No alerts here"}
          actions={STATUSES.filter((status) => counts[status] > 0).map((status) => (
            <Link key={status} href={queueHref(changed(query, { status: [status] }))}>
              {STATUS_WORD[status]}: {counts[status].toLocaleString("en")}
            </Link>
          ))}
        >
          Under the same filters there are alerts of another status.
        </Empty>
      );
  }
}
