import { randomUUID } from "node:crypto";
import { z } from "zod";
import { env } from "./env.ts";
import { AppError, type AppErrorCode, STATUS_OF } from "./errors.ts";
import { log } from "./log.ts";

function refusal(code: AppErrorCode | "internal", message: string, headers: HeadersInit = {}): Response {
  const status = code === "internal" ? 500 : STATUS_OF[code];
  return Response.json({ error: { code, message } }, { status, headers });
}

/**
 * Runs a route handler and answers its errors in one shape, `{ error: { code, message } }`, with the status of the code.
 * What nobody foresaw is logged under an id and answered with that id and nothing else.
 */
export async function answer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return refusal(error.code, error.message, error.code === "rate-limited" ? { "retry-after": "1" } : {});
    if (error instanceof z.ZodError) return refusal("invalid", z.prettifyError(error));
    const requestId = randomUUID();
    log.error({ err: error, requestId }, "request failed");
    return refusal("internal", `something went wrong here; the server's log has it under ${requestId}`);
  }
}

/**
 * Throws `forbidden` when a browser sends the request from another site: with the session's cookie it would act for whoever is
 * signed in. Scripts send no Origin and no cookie.
 */
export function requireSameOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (origin === null && (site === null || site === "same-origin" || site === "none")) return;
  const url = env().CALLOUT_URL;
  const host = request.headers.get("host");
  const isOwn =
    origin !== null && URL.canParse(origin) && (new URL(origin).host === host || (url !== undefined && origin === new URL(url).origin));
  if (!isOwn) throw new AppError("forbidden", "this request comes from another site");
}

/** A response's body, made as its reader asks for it; what makes it is stopped when the reader goes away. */
export function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/** The request's body as bytes; throws `too-large` beyond `limit`. A body that breaks off throws `invalid`. */
export async function* bodyOf(request: Request, limit = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const reader = request.body.getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new AppError("invalid", "the upload broke off before its end", { cause: error });
      });
      if (done) return;
      size += value.length;
      if (size > limit) throw new AppError("too-large", `the request is larger than ${limit} bytes`);
      yield value;
    }
  } finally {
    // Of a body that broke off there is nothing left to cancel; why it ended is thrown already.
    await reader.cancel().catch(() => {});
  }
}

/** The request's body as JSON, for a schema to read. Throws `invalid` when it is none, `too-large` beyond `limit` bytes. */
export async function jsonOf(request: Request, limit: number): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bodyOf(request, limit)) pieces.push(piece);
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (error) {
    throw new AppError("invalid", "the body is not JSON", { cause: error });
  }
}
