import { randomUUID } from "node:crypto";
import type { Actor } from "#features/account/types";
import { findDoneIngest } from "#features/ingest/data";
import { createIngest } from "#features/ingest/mutations";
import type { UploadAnswer } from "#features/ingest/types";
import { env } from "#lib/env";
import { enqueue } from "#lib/jobs/queue";
import { sampleLines } from "#lib/sample/sample";
import { removeSpool, writeSpool } from "./spool.ts";

/**
 * Takes a file in: spools it as it arrives, then records it with its job in one transaction. Nothing is decoded here.
 * Bytes that were read to the end before are recorded as the duplicate they are and not read again.
 */
export async function submitFile(
  actor: Actor,
  file: { readonly name: string; readonly origin: "upload" | "sample"; readonly body: AsyncIterable<Uint8Array> },
  now: Date,
): Promise<UploadAnswer> {
  const id = randomUUID();
  const { size, sha256 } = await writeSpool(id, file.body, env().UPLOAD_LIMIT);
  try {
    const duplicateOf = await findDoneIngest(sha256);
    const ingest = { id, name: file.name, origin: file.origin, sha256, size, duplicateOf };
    await createIngest(actor, ingest, now, (tx, ingestId) => enqueue(tx, "ingest", { ingestId }));
    if (duplicateOf !== null) await removeSpool(id);
    return { id, name: file.name, status: duplicateOf === null ? "queued" : "done", size, sha256, duplicateOf };
  } catch (error) {
    await removeSpool(id);
    throw error;
  }
}

/** Puts the sample data set, told as if it had just happened, on the same line as any upload. */
export async function submitSample(actor: Actor, now: Date): Promise<UploadAnswer> {
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const line of sampleLines(now)) yield Buffer.from(`${line}\n`);
  }
  return submitFile(actor, { name: "sample-three-hosts.ndjson", origin: "sample", body: body() }, now);
}
