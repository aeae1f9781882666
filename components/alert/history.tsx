"use client";
import { Button } from "@mantine/core";
import type { HistoryEntry } from "#features/alert/types";
import { Instant } from "../ui/instant.tsx";
import { Panel } from "../ui/panel.tsx";
import classes from "./notes.module.css";
import { useTriage } from "./use-triage.tsx";

/** Who changed what, newest first, straight from the audit. What can still be taken back has a button. */
export function History({ history }: { readonly history: readonly HistoryEntry[] }) {
  const { undo, busy } = useTriage();
  return (
    <Panel id="history" title="History">
      {history.length === 0 ? (
        <p className={classes.by}>Nobody has changed this alert.</p>
      ) : (
        <ol className={classes.notes}>
          {history.map((entry) => (
            <li key={`${entry.at} ${entry.batchId} ${entry.action}`}>
              <div className={classes.by}>
                {entry.actor} · <Instant at={entry.at} />
              </div>
              <p className={classes.text}>
                {entry.summary}{" "}
                {entry.undoable && (
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    disabled={busy}
                    aria-label={`Undo: ${entry.summary}`}
                    onClick={() => undo(entry.batchId)}
                  >
                    Undo
                  </Button>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
