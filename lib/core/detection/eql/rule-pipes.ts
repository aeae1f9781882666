import type { Pipe } from "../ir/pipe.ts";

/** What is said of the pipes behind a rule's query. */
export interface PipeRemark {
  readonly severity: "error" | "warning";
  readonly code: "unsupported-pipe" | "pipe-left-out";
  readonly message: string;
}

/**
 * A rule finds as long as there are events, so that none is the first or last of all: `head` and `tail` are left out, and more
 * is found, never less. Other pipes would change what is found. Undefined where a rule has no pipes.
 */
export function rulePipes(pipes: readonly Pipe[]): PipeRemark | undefined {
  if (pipes.length === 0) return undefined;
  const other = pipes.find(({ kind }) => kind !== "head" && kind !== "tail");
  if (other) return { severity: "error", code: "unsupported-pipe", message: `a rule has no pipe "${other.kind}": it belongs to queries` };
  return { severity: "warning", code: "pipe-left-out", message: "a rule finds every match: head and tail limit queries only" };
}
