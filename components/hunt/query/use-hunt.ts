import { useCallback, useEffect, useRef, useState } from "react";
import type { StartHunt } from "#features/hunt/schema";
import type { HuntDetail, HuntResultRow, HuntRows } from "#features/hunt/types";
import { refusalOf } from "../../ingest/upload.ts";

/** How often a running hunt is asked after: often at first, when the rows are about to come. */
const SOON_MS = 250;
const LATER_MS = 1000;
const PAGE = 1000;
/** Rows fetched without being asked for; more come when somebody scrolls to them. */
export const ROWS_AT_ONCE = 10_000;

export interface HuntRun {
  readonly hunt: HuntDetail | null;
  /** The first rows of the result, in its order. */
  readonly rows: readonly HuntResultRow[];
  /** Between asking and the answer of the server. */
  readonly isStarting: boolean;
  /** More rows are on their way. */
  readonly isLoading: boolean;
  /** Why the server did not take the question, or does not give the answer. */
  readonly refusal: string | null;
  readonly start: (question: StartHunt) => Promise<string | null>;
  readonly cancel: () => void;
  readonly open: (id: string) => void;
  readonly loadMore: () => void;
}

export function isRunning(hunt: HuntDetail | null): boolean {
  return hunt?.status === "queued" || hunt?.status === "running";
}

/** One hunt at a time: asked, followed to its end, its rows fetched as they come. */
export function useHunt(initial: string | null): HuntRun {
  const [id, setId] = useState(initial);
  const [hunt, setHunt] = useState<HuntDetail | null>(null);
  const [rows, setRows] = useState<readonly HuntResultRow[]>([]);
  const [wanted, setWanted] = useState(ROWS_AT_ONCE);
  const [isStarting, setStarting] = useState(initial !== null);
  const [isLoading, setLoading] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const asked = useRef(0);
  /** Cancelled before the server gave it a name. */
  const unwanted = useRef(false);

  const reset = useCallback((next: string | null) => {
    setId(next);
    setHunt(null);
    setRows([]);
    setWanted(ROWS_AT_ONCE);
    setRefusal(null);
    setStarting(true);
  }, []);

  useEffect(() => {
    if (id === null) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const started = Date.now();
    const poll = async () => {
      const answer = await fetchJson<HuntDetail>(`/api/hunts/${id}`, controller.signal);
      if (controller.signal.aborted) return;
      setStarting(false);
      if (answer.ok) {
        setHunt(answer.value);
        setRefusal(null);
      } else if (answer.isFinal) {
        setRefusal(answer.message);
        return;
      }
      if (!answer.ok || isRunning(answer.value)) timer = setTimeout(poll, Date.now() - started < 5000 ? SOON_MS : LATER_MS);
    };
    void poll();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [id]);

  const have = rows.length;
  const there = hunt?.hasRows === true ? hunt.rowCount : 0;
  const missing = id !== null && hunt?.id === id && have < Math.min(there, wanted);
  useEffect(() => {
    if (!missing || id === null) return;
    const controller = new AbortController();
    setLoading(true);
    const search = new URLSearchParams({ offset: String(have), limit: String(PAGE) });
    void fetchJson<HuntRows>(`/api/hunts/${id}/rows?${search}`, controller.signal).then((answer) => {
      if (controller.signal.aborted) return;
      setLoading(false);
      if (answer.ok && answer.value.rows.length > 0)
        setRows((before) => (before.length === have ? [...before, ...answer.value.rows] : before));
      else if (!answer.ok) setRefusal(answer.message);
    });
    return () => controller.abort();
  }, [missing, id, have]);

  const start = useCallback(
    async (question: StartHunt): Promise<string | null> => {
      const turn = ++asked.current;
      unwanted.current = false;
      reset(null);
      const answer = await fetchJson<{ readonly id: string }>("/api/hunts", undefined, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(question),
      });
      // Somebody who runs twice wants the second.
      if (turn !== asked.current) return null;
      if (!answer.ok) {
        setStarting(false);
        setRefusal(answer.message);
        return null;
      }
      setId(answer.value.id);
      if (unwanted.current) sendCancel(answer.value.id);
      return answer.value.id;
    },
    [reset],
  );

  const cancel = useCallback(() => {
    if (id === null) unwanted.current = true;
    else sendCancel(id);
  }, [id]);

  const open = useCallback(
    (next: string) => {
      asked.current++;
      reset(next);
    },
    [reset],
  );
  const loadMore = useCallback(() => setWanted((before) => Math.max(before, have + PAGE * 5)), [have]);
  return { hunt, rows, isStarting, isLoading, refusal, start, cancel, open, loadMore };
}

/** The state that comes back tells whether it was heard. */
function sendCancel(id: string): void {
  void fetch(`/api/hunts/${id}/cancel`, { method: "POST" }).catch(() => undefined);
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly isFinal: boolean; readonly message: string };

async function fetchJson<T>(url: string, signal?: AbortSignal, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(url, { ...init, ...(signal && { signal }) });
    if (response.ok && !response.redirected) return { ok: true, value: await response.json() };
    if (response.redirected)
      return { ok: false, isFinal: true, message: "You are signed out. Sign in again in another tab, then run it again." };
    return { ok: false, isFinal: response.status < 500, message: refusalOf(response.status, await response.text()) };
  } catch {
    return {
      ok: false,
      isFinal: false,
      message: "The server does not answer. Your query is still here; run it again when the connection is back.",
    };
  }
}
