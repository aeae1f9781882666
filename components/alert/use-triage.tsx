"use client";
import { Button } from "@mantine/core";
import { useCallback, useMemo, useTransition } from "react";
import { judgeAlerts, releaseAlerts, reopenAlerts, takeAlerts, undoBatch } from "#features/alert/actions";
import type { Verdict } from "#features/alert/schema";
import type { TriageOutcome } from "#features/alert/types";
import { toasts } from "../ui/toasts.ts";
import { changesAnswered, changing, lastBatch, rememberBatch } from "./last-batch.ts";
import { outcomeText } from "./outcome-text.ts";
import { VERDICT_WORD } from "./words.ts";

export interface Triage {
  readonly busy: boolean;
  readonly take: (ids: readonly string[]) => void;
  readonly release: (ids: readonly string[]) => void;
  readonly reopen: (ids: readonly string[]) => void;
  readonly judge: (ids: readonly string[], verdict: Verdict, reason: string) => void;
  /** Takes back the last batch of this tab, or a given one. */
  readonly undo: (batchId?: string) => void;
}

/** `before` runs inside the same transition: the place for what is shown before the server has answered. */
export function useTriage(before?: (ids: readonly string[], change: "take" | "release" | "reopen" | Verdict) => void): Triage {
  const [busy, start] = useTransition();

  const undo = useCallback((batchId?: string) => {
    start(async () => {
      await changesAnswered();
      const batch = batchId ?? lastBatch();
      if (batch === null) return say("Nothing to undo: nothing was changed in this tab yet.", false);
      const outcome = await answered(undoBatch({ batchId: batch }));
      if (outcome.ok) {
        rememberBatch(null);
        toasts.hide(batch);
      }
      say(outcomeText(outcome, "Put back"), !outcome.ok);
    });
  }, []);

  return useMemo(() => {
    const run = (
      ids: readonly string[],
      change: Parameters<NonNullable<typeof before>>[1],
      done: string,
      call: () => Promise<TriageOutcome>,
    ) => {
      if (ids.length === 0) return;
      start(async () => {
        before?.(ids, change);
        const answer = answered(call()).then((outcome) => {
          if (outcome.ok && outcome.changed > 0) rememberBatch(outcome.batchId);
          return outcome;
        });
        changing(answer);
        const outcome = await answer;
        if (!outcome.ok) return say(outcomeText(outcome, done), true);
        say(outcomeText(outcome, done), false, outcome.changed > 0 ? { batchId: outcome.batchId, undo } : undefined);
      });
    };
    return {
      busy,
      undo,
      take: (ids) => run(ids, "take", "Took", () => takeAlerts({ alertIds: [...ids] })),
      release: (ids) => run(ids, "release", "Released", () => releaseAlerts({ alertIds: [...ids] })),
      reopen: (ids) => run(ids, "reopen", "Reopened", () => reopenAlerts({ alertIds: [...ids] })),
      judge: (ids, verdict, reason) =>
        run(ids, verdict, `Closed % as ${VERDICT_WORD[verdict].toLowerCase()}`, () => judgeAlerts({ alertIds: [...ids], verdict, reason })),
    };
  }, [before, busy, undo]);
}

/** A server that does not answer is an outcome too. */
async function answered(call: Promise<TriageOutcome>): Promise<TriageOutcome> {
  try {
    return await call;
  } catch {
    return { ok: false, reason: "The server did not answer, so it is not known whether this was saved. Reload to see." };
  }
}

interface Undoable {
  readonly batchId: string;
  readonly undo: (batchId: string) => void;
}

/** The toast of a batch carries its id, so that undoing it by key takes the toast away too. */
function say(text: string, failed: boolean, undoable?: Undoable): void {
  toasts.show({
    ...(undoable && { id: undoable.batchId }),
    tone: failed ? "bad" : "plain",
    seconds: 10,
    message: (
      <>
        {text}{" "}
        {undoable && (
          <Button variant="subtle" size="compact-xs" onClick={() => undoable.undo(undoable.batchId)}>
            Undo (z)
          </Button>
        )}
      </>
    ),
  });
}
