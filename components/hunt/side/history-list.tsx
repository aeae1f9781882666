"use client";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { HuntSummary } from "#features/hunt/types";
import { Instant } from "../../ui/instant.tsx";
import { spanText } from "../query/status-words.ts";
import classes from "./side-panel.module.css";

const PAGE = 50;

/** Every hunt of the reader's own, the newest first; a press opens it again, with its rows while they are kept. */
export function HistoryList({ turn, onHunt }: { readonly turn: string; readonly onHunt: (id: string) => void }) {
  const [hunts, setHunts] = useState<readonly HuntSummary[] | null>(null);
  const [hasMore, setMore] = useState(false);
  const [failed, setFailed] = useState(false);

  async function read(before: string | null): Promise<void> {
    const search = new URLSearchParams({ limit: String(PAGE), ...(before !== null && { before }) });
    try {
      const response = await fetch(`/api/hunts?${search}`);
      if (!response.ok) throw new Error(response.statusText);
      const page: readonly HuntSummary[] = await response.json();
      setFailed(false);
      setMore(page.length === PAGE);
      setHunts((known) => (before === null ? page : [...(known ?? []), ...page]));
    } catch {
      setFailed(true);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is when the list may have changed
  useEffect(() => {
    void read(null);
  }, [turn]);

  if (failed) return <p className={classes.dim}>The history could not be read. Open this panel again in a moment.</p>;
  if (hunts === null) return <p className={classes.dim}>Reading the history…</p>;
  if (hunts.length === 0) return <p className={classes.dim}>You have not run anything yet.</p>;
  return (
    <>
      <ul className={classes.items}>
        {hunts.map((hunt) => (
          <li key={hunt.id}>
            <button type="button" className={classes.item} onClick={() => onHunt(hunt.id)}>
              <span className={classes.code}>{hunt.text}</span>
              <span className={classes.dim}>
                <Instant at={hunt.createdAt} /> · {hunt.language.toUpperCase()} · <State hunt={hunt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button variant="default" fullWidth mt="xs" onClick={() => void read(hunts.at(-1)?.id ?? null)}>
          Earlier ones
        </Button>
      )}
    </>
  );
}

function State({ hunt }: { readonly hunt: HuntSummary }) {
  const tone = hunt.status === "failed" ? "bad" : hunt.status === "cancelled" ? "warn" : "plain";
  const took = hunt.finishedAt === null ? "" : `, ${spanText(Date.parse(hunt.finishedAt) - Date.parse(hunt.createdAt))}`;
  const rows = `${hunt.rowCount.toLocaleString("en")} ${hunt.rowCount === 1 ? "row" : "rows"}`;
  const words =
    hunt.status === "done"
      ? `${rows}${took}${hunt.hasRows || hunt.rowCount === 0 ? "" : ", rows no longer kept"}`
      : `${hunt.status}${took}`;
  return (
    <span className={classes.state} data-tone={tone}>
      {words}
    </span>
  );
}
