let unanswered: Promise<unknown> = Promise.resolve();

/** A change that is on its way: taking it back must wait until it has arrived. */
export function changing(change: Promise<unknown>): void {
  unanswered = change.catch(() => undefined);
}

export async function changesAnswered(): Promise<void> {
  await unanswered;
}

const KEY = "callout-last-batch";

/** The batch that `z` takes back: the last one of this browser tab, whatever page it was made on. */
export function rememberBatch(batchId: string | null): void {
  if (batchId === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, batchId);
}

export function lastBatch(): string | null {
  return sessionStorage.getItem(KEY);
}
