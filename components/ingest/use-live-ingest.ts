import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { IngestRow } from "#features/ingest/types";

const INTERVAL_MS = 700;

/** Whether nothing more will happen to it. */
export function isEnded({ status }: IngestRow): boolean {
  return status === "done" || status === "failed" || status === "cancelled";
}

/** The row as it stands on the server now: polled while it is being read, and the page read anew when it has ended. */
export function useLiveIngest(initial: IngestRow): IngestRow {
  const router = useRouter();
  const [polled, setPolled] = useState<IngestRow | null>(null);
  // What the server rendered last wins over an older poll of the same ingest.
  const row = polled && !isEnded(initial) ? polled : initial;
  const active = !isEnded(row);

  useEffect(() => {
    if (!active) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      try {
        const response = await fetch(`/api/ingests/${initial.id}`, { signal: controller.signal });
        if (response.ok) {
          const next: IngestRow = await response.json();
          setPolled(next);
          if (isEnded(next)) {
            router.refresh();
            return;
          }
        }
      } catch {
        // The server may be restarting: the next poll will tell.
      }
      if (!controller.signal.aborted) timer = setTimeout(poll, INTERVAL_MS);
    };
    timer = setTimeout(poll, INTERVAL_MS);
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [active, initial.id, router]);
  return row;
}
