import { writeProgress } from "#features/ingest/report/mutations";
import { log } from "#lib/log";

/** Often enough to look live, rarely enough to cost nothing. */
const EVERY_MS = 500;

export interface Progress {
  /** Aborts when somebody cancels the ingest or the worker shuts down. */
  readonly signal: AbortSignal;
  readonly why: "cancelled" | "shutdown" | undefined;
  readonly read: (bytes: number) => void;
  readonly format: (format: string | null) => void;
  /** Writes the last word: the whole file was read. */
  finish(size: number): Promise<void>;
  stop(): Promise<void>;
}

/** Tells the ingest's row every half second how far its file is read, and hears from it whether to stop. */
export function followProgress(ingestId: string, shutdown: AbortSignal): Progress {
  const controller = new AbortController();
  let why: Progress["why"];
  let bytesRead = 0;
  let format: string | null = null;
  let writing: Promise<void> = Promise.resolve();
  const end = (reason: NonNullable<Progress["why"]>): void => {
    why ??= reason;
    controller.abort();
  };
  const write = async (): Promise<void> => {
    const { isCancelled } = await writeProgress(ingestId, { bytesRead, format });
    if (isCancelled) end("cancelled");
  };
  const onShutdown = (): void => end("shutdown");
  if (shutdown.aborted) onShutdown();
  shutdown.addEventListener("abort", onShutdown, { once: true });
  let isWriting = false;
  const timer = setInterval(() => {
    if (isWriting) return;
    isWriting = true;
    writing = write()
      .catch((error: unknown) => log.warn({ err: error, ingestId }, "progress could not be written"))
      .finally(() => {
        isWriting = false;
      });
  }, EVERY_MS);
  return {
    signal: controller.signal,
    get why() {
      return why;
    },
    read(bytes) {
      bytesRead = bytes;
    },
    format(name) {
      format = name;
    },
    async finish(size) {
      bytesRead = size;
      await writing;
      await write();
      controller.signal.throwIfAborted();
    },
    async stop() {
      clearInterval(timer);
      shutdown.removeEventListener("abort", onShutdown);
      await writing;
    },
  };
}
