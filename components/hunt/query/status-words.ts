import type { HuntDetail } from "#features/hunt/types";

export interface StatusWords {
  readonly tone: "plain" | "good" | "warn" | "bad";
  readonly text: string;
  /** What would help. */
  readonly advice: string | null;
  /** Where in the text the trouble is. */
  readonly place: { readonly line: number; readonly column: number } | null;
  /** The time `now()` had better be. */
  readonly asOf: string | null;
  readonly canRunAgain: boolean;
}

const count = (n: number, noun: string): string => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

/** `840 ms`, `3.2 s`, `2 m 5 s`. */
export function spanText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/** A hunt's state in words. `elapsed`: of one that runs. */
export function statusWords(hunt: HuntDetail, elapsed: number | null, newest: string | null): StatusWords {
  const plain = { advice: null, place: null, asOf: null, canRunAgain: false } as const;
  const took = hunt.timings.running === null ? "" : ` in ${spanText(hunt.timings.running)}`;
  const read = hunt.progress.read > 0 ? ` ${count(hunt.progress.read, "event")} read.` : "";
  switch (hunt.status) {
    case "queued":
      return { ...plain, tone: "plain", text: "Waiting for the worker…", advice: "If this takes long, other hunts are running before it." };
    case "running": {
      const of = hunt.progress.total === null ? "" : ` of about ${hunt.progress.total.toLocaleString("en")}`;
      const rows = hunt.rowCount > 0 ? `, ${count(hunt.rowCount, "row")} so far` : "";
      return {
        ...plain,
        tone: "plain",
        text: `${hunt.progress.read.toLocaleString("en")}${of} events read${rows}${elapsed === null ? "" : ` · ${spanText(elapsed)}`}`,
      };
    }
    case "cancelled":
      return {
        ...plain,
        tone: "warn",
        text: `Cancelled${hunt.timings.running === null ? "" : ` after ${spanText(hunt.timings.running)}`}.${read}`,
        advice: hunt.rowCount > 0 ? `The ${count(hunt.rowCount, "row")} found until then are below.` : null,
        canRunAgain: true,
      };
    case "failed":
      return failed(hunt);
    case "done":
      return done(hunt, took, read, newest);
  }
}

function failed({ diagnostic, error }: HuntDetail): StatusWords {
  if (diagnostic) {
    const { line, column, message, code } = diagnostic;
    const isLimit = code === "limit" || /limit|time-?out|too-long/.test(code);
    return {
      tone: "bad",
      text: message.slice(0, 1).toUpperCase() + message.slice(1),
      advice: isLimit ? "Look at less: a shorter time range, a where before the costly operator, or a summarize in place of rows." : null,
      place: isLimit ? null : { line, column },
      asOf: null,
      canRunAgain: isLimit,
    };
  }
  return {
    tone: "bad",
    text: error ?? "The hunt failed.",
    advice: "Your query is not to blame. Run it again; if it fails again, the server's log says why.",
    place: null,
    asOf: null,
    canRunAgain: true,
  };
}

function done(hunt: HuntDetail, took: string, read: string, newest: string | null): StatusWords {
  const plain = { advice: null, place: null, asOf: null, canRunAgain: false } as const;
  if (hunt.rowCount === 0) {
    // `ago(7d)` of today finds nothing in a file of last year: the most common empty result there is.
    const earliest = earliestLookedAt(hunt);
    const isOld = newest !== null && earliest !== null && Date.parse(newest) < earliest;
    return {
      ...plain,
      tone: "warn",
      text: `No rows${took}.${read}`,
      advice: isOld
        ? `The newest event in the store is of ${newest.slice(0, 16).replace("T", " ")} UTC, long before the time looked at.`
        : "Nothing in the store answers this. Loosen a condition, or look at a longer time.",
      asOf: isOld ? newest : null,
    };
  }
  if (!hunt.hasRows)
    return { ...plain, tone: "warn", text: `It gave ${count(hunt.rowCount, "row")}; they are no longer kept.`, canRunAgain: true };
  if (hunt.truncated !== null)
    return {
      ...plain,
      tone: "warn",
      text: `${count(hunt.rowCount, "row")}${took}. ${hunt.truncated}`,
      advice: "Summarize, or narrow the question, to see all of it.",
    };
  return { ...plain, tone: "good", text: `${count(hunt.rowCount, "row")}${took}.${read}` };
}

const UNIT_MS: { readonly [unit: string]: number } = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** Where the time a query looks at begins, as far as its range and its `ago(…)` tell; null when it looks at all of it. */
export function earliestLookedAt({ from, text, now }: Pick<HuntDetail, "from" | "text" | "now">): number | null {
  const spans = [...text.matchAll(/\bago\(\s*(\d+(?:\.\d+)?)\s*([dhms])\s*\)/gi)].map(
    (match) => Number(match[1]) * (UNIT_MS[(match[2] ?? "").toLowerCase()] ?? 0),
  );
  const begins = [...(from === null ? [] : [Date.parse(from)]), ...(spans.length === 0 ? [] : [Date.parse(now) - Math.max(...spans)])];
  return begins.length === 0 ? null : Math.max(...begins);
}
