import { randomUUID } from "node:crypto";
import type { Actor } from "#features/account/types";
import { RULE_INLINE_BYTES, RULE_UPLOAD_BYTES } from "#features/rule/constants";
import { createRuleImport, finishRuleImport } from "#features/rule/import/mutations";
import { AppError } from "#lib/errors";
import { enqueue } from "#lib/jobs/queue";
import { isZip, openRuleFiles, uploadedFiles } from "./rule-files.ts";
import { importFiles } from "./rule-import.ts";
import { removeSpool, writeSpool } from "./spool.ts";

export interface RuleUpload {
  readonly name: string;
  readonly contentType: string;
  readonly startsEnabled: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes an upload of rules in and gives the id of its import. A few small files are imported at once; anything else is spooled as it
 * arrives and left to the worker: compiling thousands of rules takes seconds that other requests would wait. Throws `too-large`,
 * and `invalid` for a small upload without a rule file; a large one then ends as failed.
 */
export async function submitRules(actor: Actor, upload: RuleUpload, now: Date): Promise<{ readonly id: string; readonly isDone: boolean }> {
  const id = randomUUID();
  const { name, contentType, startsEnabled } = upload;
  const { head, rest } = await beginning(upload.body, RULE_INLINE_BYTES);
  if (rest === null) {
    const files = await uploadedFiles(head, contentType, name);
    if (!files.some((file) => isZip(file.bytes))) {
      const opened = await openRuleFiles(files);
      await createRuleImport(actor, { id, name, contentType, size: head.length, startsEnabled }, now, async () => {});
      try {
        await importFiles(actor, id, opened, { startsEnabled, filesRead: 0 }, new AbortController().signal);
      } catch (error) {
        await finishRuleImport(id, { status: "failed", error: "something went wrong here; the server's log says what" }, new Date());
        throw error;
      }
      await finishRuleImport(id, { status: "done", error: null }, new Date());
      return { id, isDone: true };
    }
  }
  const { size } = await writeSpool(id, joined(head, rest), RULE_UPLOAD_BYTES).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "too-large")
      throw new AppError("too-large", `an upload of rules has at most ${RULE_UPLOAD_BYTES} bytes: send a zip, or send it in parts`);
    throw error;
  });
  try {
    await createRuleImport(actor, { id, name, contentType, size, startsEnabled }, now, (tx, importId) =>
      enqueue(tx, "rule-import", { importId }),
    );
  } catch (error) {
    await removeSpool(id);
    throw error;
  }
  return { id, isDone: false };
}

interface Beginning {
  readonly head: Buffer;
  /** What follows; null when the body is no longer than that. */
  readonly rest: AsyncIterator<Uint8Array> | null;
}

async function beginning(body: AsyncIterable<Uint8Array>, limit: number): Promise<Beginning> {
  const pieces: Uint8Array[] = [];
  const rest = body[Symbol.asyncIterator]();
  let size = 0;
  while (size <= limit) {
    const step = await rest.next();
    if (step.done) return { head: Buffer.concat(pieces), rest: null };
    pieces.push(step.value);
    size += step.value.length;
  }
  return { head: Buffer.concat(pieces), rest };
}

async function* joined(head: Buffer, rest: Beginning["rest"]): AsyncGenerator<Uint8Array> {
  yield head;
  if (rest) yield* { [Symbol.asyncIterator]: () => rest };
}
