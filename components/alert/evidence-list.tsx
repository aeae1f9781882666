"use client";
import { Button } from "@mantine/core";
import { useState, useTransition } from "react";
import type { EvidencePage, EvidenceItem as Item } from "#features/alert/types";
import { EvidenceItem } from "./evidence-item.tsx";
import classes from "./evidence-list.module.css";

interface EvidenceListProps {
  readonly alertId: string;
  readonly items: readonly Item[];
  readonly total: number;
}

/** The events of the alert, newest first, folded up; the rest is fetched when somebody asks. */
export function EvidenceList({ alertId, items: first, total }: EvidenceListProps) {
  const [further, setFurther] = useState<readonly Item[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [busy, start] = useTransition();
  const known = new Set(first.map((item) => item.eventId));
  const items = [...first, ...further.filter((item) => !known.has(item.eventId))];

  const more = () =>
    start(async () => {
      let page = await fetchEvidence(alertId, cursor ?? "");
      // The alert itself brought the first page without a cursor: what is known already is read past.
      while (page?.next && page.items.every((item) => known.has(item.eventId))) page = await fetchEvidence(alertId, page.next);
      setFailed(page === null);
      if (page === null) return;
      const { items: fetched, next } = page;
      setFurther((before) => [...before, ...fetched]);
      setCursor(next);
    });

  return (
    <>
      <ol className={classes.list}>
        {items.map((item) => (
          <EvidenceItem key={item.eventId} item={item} />
        ))}
      </ol>
      {items.length < total && (
        <div className={classes.more}>
          <Button variant="default" loading={busy} onClick={more}>
            Load more
          </Button>
          <span role="status">
            {items.length.toLocaleString("en")} of {total.toLocaleString("en")} events shown.
            {failed && " The next ones could not be loaded; try again."}
          </span>
        </div>
      )}
    </>
  );
}

async function fetchEvidence(alertId: string, cursor: string): Promise<EvidencePage | null> {
  try {
    const response = await fetch(`/alerts/${alertId}/evidence?${new URLSearchParams({ cursor })}`, {
      headers: { accept: "application/json" },
    });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null;
  }
}
