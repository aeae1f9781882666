import { appendHuntRows, beginHunt, describeHunt, endHunt, type HuntEnd, requeueHunt, writeHuntProgress } from "#features/hunt/mutations";
import type { HuntProgress } from "#features/hunt/types";
import { microsOf } from "#lib/db/instant";
import { env } from "#lib/env";
import { log } from "#lib/log";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { ThreadEnd } from "./thread-message.ts";
import { askThread } from "./threads.ts";

/** How often a hunt says how far it is and asks whether it shall go on. */
const BEAT_MS = 250;

/** Runs a hunt that waits, and stores what it finds as it finds it. `interrupted`: the worker stops, and it waits again. */
export async function runHunt(huntId: string, shutdown: AbortSignal): Promise<"ended" | "interrupted"> {
  const hunt = await beginHunt(huntId, new Date());
  if (!hunt) return "ended";
  const began = performance.now();
  const cancel = new AbortController();
  const signal = AbortSignal.any([shutdown, cancel.signal]);
  const beat = startBeat(huntId, cancel);
  const micros = (date: Date | null): number | null => date && microsOf(date.toISOString());
  try {
    const end = await askThread(
      {
        connectionString: env().DATABASE_URL,
        language: hunt.language,
        text: hunt.text,
        now: microsOf(hunt.now.toISOString()),
        from: micros(hunt.from),
        to: micros(hunt.to),
        limits: DEFAULT_LIMITS,
      },
      {
        describe: (description) => describeHunt(huntId, description),
        rows: (chunk) => appendHuntRows(huntId, chunk, Math.round(performance.now() - began)),
        progress: beat.progress,
      },
      signal,
    );
    await beat.stop();
    if (end.kind === "cancelled" && shutdown.aborted && !cancel.signal.aborted) {
      await requeueHunt(huntId);
      return "interrupted";
    }
    await endHunt(huntId, endingOf(end), new Date());
    return "ended";
  } finally {
    await beat.stop();
  }
}

function endingOf(end: ThreadEnd): HuntEnd {
  switch (end.kind) {
    case "done":
      return { status: "done", truncated: end.truncated, notices: end.notices };
    case "refused":
      return { status: "failed", diagnostic: end.diagnostic };
    case "cancelled":
      return { status: "cancelled" };
    case "failed":
      return { status: "failed", error: end.message };
  }
}

function startBeat(huntId: string, cancel: AbortController): { progress(progress: HuntProgress): void; stop(): Promise<void> } {
  let latest: HuntProgress = { read: 0, total: null };
  let isOver = false;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    const { isCancelled } = await writeHuntProgress(huntId, latest);
    if (isCancelled) cancel.abort();
  };
  const timer = setInterval(() => {
    writing ??= write()
      .catch((error: unknown) => log.warn({ err: error, huntId }, "a hunt's progress could not be written"))
      .finally(() => {
        writing = undefined;
      });
  }, BEAT_MS);
  return {
    progress(progress) {
      latest = progress;
    },
    async stop() {
      clearInterval(timer);
      if (isOver) return;
      isOver = true;
      await writing;
      await writeHuntProgress(huntId, latest);
    },
  };
}
