import { randomUUID } from "node:crypto";
import { decodeNdjson, gunzip, isFault } from "#core/decode/decode";
import type { DecodeFault } from "#core/decode/fault";
import { normalise } from "#core/normalise/normalise";
import type { Actor } from "#features/account/types";
import { PUSH_BYTES, PUSH_LINES } from "#features/ingest/constants";
import { ensurePushIngest } from "#features/ingest/push/mutations";
import { addCounts, keepFaults } from "#features/ingest/report/mutations";
import type { PushAnswer, PushResult } from "#features/ingest/types";
import { AppError } from "#lib/errors";
import { type BatchItem, storeBatch } from "./batch.ts";
import { storeCarefully } from "./careful.ts";
import { Tally } from "./tally.ts";

const BATCH_EVENTS = 1_000;
/** Deliveries worked on at once in this process; each may hold its 32 MiB. */
const MOST_AT_ONCE = 8;
let atWork = 0;

/**
 * Takes a delivery of NDJSON, gzip or not (told by its bytes), and stores, matches and raises it before it answers: what became
 * of every line. Sent again, every line that was stored is a duplicate. Throws `too-large` before anything is stored, and
 * `rate-limited` when too many come at once.
 */
export async function pushEvents(actor: Actor, body: AsyncIterable<Uint8Array>, now: Date): Promise<PushAnswer> {
  if (atWork >= MOST_AT_ONCE) throw new AppError("rate-limited", "too many deliveries at once: send this one again in a second");
  atWork++;
  try {
    return await push(actor, body, now);
  } finally {
    atWork--;
  }
}

async function push(actor: Actor, body: AsyncIterable<Uint8Array>, now: Date): Promise<PushAnswer> {
  const file = `POST ${now.toISOString()} ${randomUUID().slice(0, 8)}`;
  const receivedAt = now.getTime() * 1_000;
  const items: BatchItem[] = [];
  const faults: DecodeFault[] = [];
  for await (const record of decodeNdjson(expanded(body), { file })) {
    if (items.length + faults.length >= PUSH_LINES)
      throw new AppError("too-large", `a delivery has at most ${PUSH_LINES} lines: send several`);
    const event = isFault(record) ? record : normalise(record, { receivedAt });
    if ("kind" in event) faults.push(event);
    else items.push({ event, raw: JSON.stringify(event.record.body) });
  }
  const ingestId = await ensurePushIngest(actor, now);
  const delivery: Delivery = { ingestId, stored: [], findings: 0, pending: faults, faults: [...faults] };
  for (let start = 0; start === 0 || start < items.length; start += BATCH_EVENTS) {
    await storePart(delivery, items.slice(start, start + BATCH_EVENTS));
  }
  const results = [...delivery.stored, ...delivery.faults.map(faultResult)].sort((a, b) => a.line - b.line);
  const stored = delivery.stored.filter((result) => result.status === "stored").length;
  return { results, stored, duplicates: delivery.stored.length - stored, faults: delivery.faults.length, findings: delivery.findings };
}

interface Delivery {
  readonly ingestId: string;
  readonly stored: PushResult[];
  readonly faults: DecodeFault[];
  findings: number;
  /** Faults whose row is still to be written, with the next batch. */
  pending: readonly DecodeFault[];
}

async function storePart(delivery: Delivery, items: readonly BatchItem[]): Promise<void> {
  const { ingestId } = delivery;
  const store = async (part: readonly BatchItem[]): Promise<void> => {
    const outcome = await storeBatch(ingestId, part, async (client, done) => {
      const counts = new Tally().with(part, delivery.pending, done);
      const size = part.reduce((sum, item) => sum + item.raw.length, 0);
      await keepFaults(client, ingestId, delivery.pending, await addCounts(client, ingestId, counts, size));
    });
    delivery.pending = [];
    delivery.findings += outcome.findings.length;
    part.forEach(({ event }, position) => {
      const status = outcome.own.has(position) ? "stored" : "duplicate";
      delivery.stored.push({ line: event.record.position.record, status, id: event.id });
    });
  };
  await storeCarefully(items, store, async ({ event }, error) => {
    const { position } = event.record;
    const fault: DecodeFault = { kind: "fault", code: "bad-record", position, detail: `The record could not be stored: ${error.message}` };
    delivery.faults.push(fault);
    delivery.pending = [...delivery.pending, fault];
    await store([]);
  });
}

function faultResult({ position, code, detail }: DecodeFault): PushResult {
  return { line: position.record, status: "fault", code, detail };
}

/** The body without its gzip, if it has one, and never more than the limit. */
async function* expanded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let isAll = false;
  while (head.length < 3 && !isAll) {
    const { done, value } = await pieces.next();
    isAll = done === true;
    if (value) head = Buffer.concat([head, value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield head;
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) return;
      yield value;
    }
  }
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  let size = 0;
  for await (const piece of isGzip ? gunzip(whole()) : whole()) {
    size += piece.length;
    if (size > PUSH_BYTES)
      throw new AppError("too-large", `a delivery has at most ${PUSH_BYTES} bytes after decompression: send several, or upload a file`);
    yield piece;
  }
}
