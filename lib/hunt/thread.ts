import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import { MOST_RESULT_CHARACTERS } from "#features/hunt/constants";
import { type Asking, limitReached, sendRows } from "./answer.ts";
import { answerEvents } from "./answer-events.ts";
import { answerKql } from "./answer-kql.ts";
import { EventSource, type ReadTally } from "./store/event-source.ts";
import { ALWAYS, StoreSession } from "./store/session.ts";
import type { FromThread, ThreadEnd, ThreadQuestion, ToThread } from "./thread-message.ts";

/** A thread that answers queries, one after the other. What goes wrong in it, its memory included, is its own end and nobody else's. */
if (!parentPort) throw new Error("thread.ts runs in a thread");
const port = parentPort;
const PROGRESS_MS = 200;
let running: AbortController | undefined;

const say = (message: FromThread): void => port.postMessage(message);

port.on("message", (message: ToThread) => {
  if (message.kind === "cancel") running?.abort();
  if (message.kind === "ask") {
    running = new AbortController();
    answer(message.question, running).then(say, (error: unknown) => say({ kind: "failed", message: String(error) }));
  }
});
say({ kind: "ready" });

async function answer(question: ThreadQuestion, { signal }: AbortController): Promise<ThreadEnd> {
  const { limits } = question;
  const deadline = AbortSignal.timeout(limits.milliseconds);
  const stop = AbortSignal.any([signal, deadline]);
  const tally: ReadTally = { read: 0, total: 0 };
  const session = await StoreSession.open(question.connectionString, limits.milliseconds);
  say({ kind: "session", pid: session.pid });
  const ticker = setInterval(() => say({ kind: "progress", progress: { ...tally } }), PROGRESS_MS);
  let refusalOf: ((error: unknown) => ReturnType<typeof limitReached>) | undefined;
  try {
    const within = { from: question.from ?? ALWAYS.from, to: question.to ?? ALWAYS.to };
    const source = new EventSource(session, await session.partitions(), within, tally, stop);
    const describe: Asking["describe"] = (description) => say({ kind: "described", description });
    const asking: Asking = { question, session, source, signal: stop, describe };
    const found = await (question.language === "kql" ? answerKql(asking) : answerEvents(asking));
    if (!found.ok) return { kind: "refused", diagnostic: found.diagnostic };
    ({ refusalOf } = found);
    const send = async (chunk: Extract<FromThread, { kind: "rows" }>["chunk"]): Promise<void> => {
      say({ kind: "rows", chunk });
      // Only what was stored is forgotten here: a result never piles up between the two.
      await taken(stop);
    };
    const truncated = await sendRows(found.rows, limits, MOST_RESULT_CHARACTERS, send, () => performance.now());
    say({ kind: "progress", progress: { ...tally } });
    return { kind: "done", truncated, notices: found.notices(), read: tally.read };
  } catch (error) {
    if (signal.aborted) return { kind: "cancelled" };
    const seconds = Math.round(limits.milliseconds / 1_000);
    if (deadline.aborted || isTimeout(error))
      return {
        kind: "refused",
        diagnostic: limitReached(`the query took longer than ${seconds} seconds; narrow its time or filter earlier`),
      };
    if (refusalOf) return { kind: "refused", diagnostic: refusalOf(error) };
    throw error;
  } finally {
    clearInterval(ticker);
    await session.close();
  }
}

async function taken(signal: AbortSignal): Promise<void> {
  for (;;) {
    const [message] = (await once(port, "message", { signal })) as [ToThread];
    if (message.kind === "taken") return;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014";
}
