"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import type { AlertQuery } from "#features/alert/schema";
import type { AlertPage } from "#features/alert/types";
import { queueSearch } from "./queue-url.tsx";

/** Often enough to notice, rarely enough not to be heard every sentence. */
const EVERY = 20_000;

/** Says that alerts have arrived; the rows stay where they are until somebody asks for the new ones. */
export function NewAlerts({ query, counts }: { readonly query: AlertQuery; readonly counts: AlertPage["statusCounts"] }) {
  const router = useRouter();
  const [arrived, setArrived] = useState(0);
  const [pending, start] = useTransition();
  const search = queueSearch(query);
  const shown = query.status.reduce((sum, status) => sum + counts[status], 0);

  useEffect(() => {
    setArrived(0);
    const stop = new AbortController();
    const timer = setInterval(async () => {
      if (document.visibilityState === "hidden") return;
      const now = await countNow(search, query.status, stop.signal);
      if (now !== null) setArrived(Math.max(0, now - shown));
    }, EVERY);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [search, query.status, shown]);

  return (
    <>
      <span role="status" className="visually-hidden">
        {arrived > 0 && `${arrived} new ${arrived === 1 ? "alert" : "alerts"}`}
      </span>
      {arrived > 0 && (
        <Button variant="light" loading={pending} onClick={() => start(() => router.refresh())}>
          {arrived} new ↑
        </Button>
      )}
    </>
  );
}

/** How many alerts the same question has now; null when it cannot be told (signed out, restarting). */
async function countNow(search: string, status: AlertQuery["status"], signal: AbortSignal): Promise<number | null> {
  try {
    const response = await fetch(`/alerts/counts?${search}`, { signal, headers: { accept: "application/json" } });
    if (!response.ok || response.redirected) return null;
    const counts: AlertPage["statusCounts"] = await response.json();
    return status.reduce((sum, each) => sum + counts[each], 0);
  } catch {
    return null;
  }
}
