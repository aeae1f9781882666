"use client";
import { Anchor, Button, Progress } from "@mantine/core";
import { useEffect, useState } from "react";
import type { HuntDetail } from "#features/hunt/types";
import classes from "../hunt-page.module.css";
import { statusWords } from "./status-words.ts";
import { isRunning } from "./use-hunt.ts";

interface HuntStatusProps {
  readonly hunt: HuntDetail | null;
  readonly isStarting: boolean;
  readonly refusal: string | null;
  /** When the newest stored event happened. */
  readonly newest: string | null;
  readonly onGoTo: (line: number, column: number) => void;
  readonly onRun: () => void;
  readonly onAsOf: (now: string) => void;
}

/** How the hunt is getting on, how it ended, and what to do about it. */
export function HuntStatus({ hunt, isStarting, refusal, newest, onGoTo, onRun, onAsOf }: HuntStatusProps) {
  const running = isRunning(hunt);
  const elapsed = useElapsed(running ? (hunt?.startedAt ?? null) : null);
  if (refusal !== null)
    return (
      <div className={classes.status} data-tone="bad" role="alert">
        {refusal}
      </div>
    );
  if (hunt === null)
    return isStarting ? (
      <div className={classes.status} role="status">
        Asking…
      </div>
    ) : null;
  const words = statusWords(hunt, elapsed, newest);
  const { read, total } = hunt.progress;
  return (
    <div className={classes.status} data-tone={words.tone}>
      <div className={classes.said} role={words.tone === "bad" ? "alert" : "status"}>
        <span>{words.text}</span>
        {words.place && (
          <Anchor component="button" type="button" size="sm" onClick={() => onGoTo(words.place?.line ?? 1, words.place?.column ?? 1)}>
            Go to line {words.place.line}, column {words.place.column}
          </Anchor>
        )}
        {words.advice !== null && <span className={classes.advice}>{words.advice}</span>}
        {words.asOf !== null && (
          <Button size="compact-xs" variant="default" onClick={() => onAsOf(words.asOf ?? "")}>
            Run as of the newest event
          </Button>
        )}
        {words.canRunAgain && (
          <Button size="compact-xs" variant="default" onClick={onRun}>
            Run it again
          </Button>
        )}
      </div>
      {running && (
        <Progress.Root size={4} className={classes.progress} aria-label="Progress">
          <Progress.Section
            value={total === null || total === 0 ? 100 : Math.min(100, (read / total) * 100)}
            striped={total === null}
            animated={total === null}
            aria-label="Events read"
          />
        </Progress.Root>
      )}
      {hunt.notices.length > 0 && (
        <ul className={classes.notices}>
          {hunt.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Milliseconds since an instant, ten times a second; null while nothing runs. */
function useElapsed(since: string | null): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return setNow(null);
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 200);
    return () => clearInterval(timer);
  }, [since]);
  return since === null || now === null ? null : Math.max(0, now - Date.parse(since));
}
