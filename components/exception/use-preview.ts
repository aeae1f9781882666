import { useEffect, useState } from "react";
import { previewException } from "#features/exception/actions";
import type { PreviewDraft } from "#features/exception/schema";
import type { ExceptionPreview } from "#features/exception/types";

const PAUSE_MS = 300;

export interface Preview {
  /** Of the draft as it is now, or of an earlier one while `stale`. */
  readonly result: ExceptionPreview | null;
  readonly stale: boolean;
  readonly failed: boolean;
}

/** What the draft would do, asked for when typing pauses. Answers to earlier drafts are dropped. */
export function usePreview(draft: PreviewDraft | undefined): Preview {
  const question = draft && JSON.stringify({ ...draft, expiresAt: draft.expiresAt === null });
  const [answer, setAnswer] = useState<{ readonly question: string; readonly result: ExceptionPreview | null } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is the draft by value; its expiry moves with the clock
  useEffect(() => {
    if (draft === undefined || question === undefined) return;
    let dropped = false;
    const timer = setTimeout(async () => {
      try {
        const result = await previewException(draft);
        if (!dropped) setAnswer({ question, result });
      } catch {
        if (!dropped) setAnswer({ question, result: null });
      }
    }, PAUSE_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [question]);

  if (question === undefined) return { result: null, stale: false, failed: false };
  const current = answer?.question === question;
  return { result: answer?.result ?? null, stale: !current, failed: current && answer.result === null };
}
