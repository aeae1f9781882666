/** Where an alert stood in the queue it was opened from: what `[`, `]` and the next alert after a verdict follow. */
export interface Trail {
  /** The queue's address, without `/alerts?`. */
  readonly search: string;
  readonly ids: readonly string[];
}

export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
}

const KEY = "callout-queue-trail";

/** Remembered in the tab when the queue is shown: the next alert must be known before the server is asked. */
export function leaveTrail(trail: Trail): void {
  sessionStorage.setItem(KEY, JSON.stringify(trail));
}

export function readTrail(): Trail | null {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("search" in value) || !("ids" in value)) return null;
  if (typeof value.search !== "string" || !Array.isArray(value.ids)) return null;
  return { search: value.search, ids: value.ids.filter((id) => typeof id === "string") };
}

/** The alerts before and after one, as the queue stood: judging one does not lose the place. */
export function neighbours(trail: Trail | null, search: string, id: string): Neighbours {
  const at = trail?.search === search ? trail.ids.indexOf(id) : -1;
  if (!trail || at < 0) return { previous: null, next: null };
  return { previous: trail.ids[at - 1] ?? null, next: trail.ids[at + 1] ?? null };
}
