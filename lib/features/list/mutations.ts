import "server-only";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { db } from "#lib/db/client";
import { storable } from "#lib/db/text";
import { type Change, inTransaction, type Transaction } from "#lib/db/transaction";
import { AppError } from "#lib/errors";
import { type FetchOptions, fetchList } from "#lib/external-list/fetch-list";
import { unpackList } from "#lib/external-list/unpack";
import type { Actor } from "../account/types.ts";
import { KEPT_VERSIONS } from "./constants.ts";
import type { AddFetchedList, ChangeList, RestoreVersion } from "./schema.ts";
import type { ListOutcome } from "./types.ts";

interface ListFile {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly origin: "upload" | "fetch";
}

const MINUTE_MS = 60_000;

/** Keeps a file as the list of a URL: a new list, or the next version of the one there is. */
export async function uploadList(
  actor: Actor,
  { url, name }: { readonly url: string; readonly name?: string | undefined },
  file: Omit<ListFile, "origin">,
  now: Date,
): Promise<ListOutcome> {
  const prepared = await prepare({ ...file, origin: "upload" });
  if (!prepared.ok) return prepared;
  return inTransaction(actor, async (tx, audit) => {
    const { id } = await tx.externalList.upsert({
      where: { url },
      create: { url, name: storable(name || nameOf(url)), createdByName: actor.name, createdAt: now, updatedAt: now },
      update: { removedAt: null, ...(name ? { name: storable(name) } : {}) },
      select: { id: true },
    });
    return addVersion({ tx, audit, actor }, id, prepared, now);
  });
}

/** A list Callout fetches itself, now and every so often. What the first fetch gave is the outcome; the list is kept either way. */
export async function addFetchedList(
  actor: Actor,
  input: AddFetchedList,
  now: Date,
  options?: Partial<FetchOptions>,
): Promise<ListOutcome> {
  const { url, refreshMinutes } = input;
  const id = await inTransaction(actor, async (tx, audit) => {
    const data = { refreshMinutes, dueAt: dueAfter(now, refreshMinutes), updatedAt: now, removedAt: null };
    const row = await tx.externalList.upsert({
      where: { url },
      create: { url, name: storable(input.name || nameOf(url)), createdByName: actor.name, createdAt: now, ...data },
      update: { ...data, ...(input.name ? { name: storable(input.name) } : {}) },
      select: { id: true },
    });
    audit("list.fetched", { type: "list", id: row.id }, { after: { url, refreshMinutes } });
    return row.id;
  });
  return refreshList(actor, id, now, options);
}

/** Fetches a list. A failure is written beside it, and the version in use stays in use. */
export async function refreshList(actor: Actor, listId: string, now: Date, options: Partial<FetchOptions> = {}): Promise<ListOutcome> {
  const list = await db().externalList.findUnique({
    where: { id: listId },
    select: {
      url: true,
      refreshMinutes: true,
      etag: true,
      versions: { select: { number: true, rows: true }, orderBy: { number: "desc" }, take: 1 },
    },
  });
  if (!list) throw new AppError("not-found", "no such list");
  const [current] = list.versions;
  const hosts = new Set((await db().listHost.findMany({ select: { host: true } })).map(({ host }) => host));
  const fetched = await fetchList(list.url, { isAllowed: (host) => hosts.has(host), etag: current ? list.etag : null, ...options });
  const dueAt = dueAfter(now, list.refreshMinutes);
  const fail = async (reason: string): Promise<ListOutcome> => {
    await inTransaction(actor, async (tx, audit) => {
      const lastError = storable(reason.slice(0, 2_000));
      await tx.externalList.updateMany({ where: { id: listId }, data: { lastError, lastErrorAt: now, dueAt } });
      audit("list.fetch-failed", { type: "list", id: listId }, { after: { reason: lastError } });
    });
    return { ok: false, reason };
  };
  if (!fetched.ok) return fail(fetched.reason);
  const settled = { lastError: null, lastErrorAt: null, dueAt };
  if (fetched.kind === "unchanged") {
    await db().externalList.updateMany({ where: { id: listId }, data: settled });
    return { ok: true, id: listId, number: current?.number ?? 0, rows: current?.rows ?? 0, unchanged: true };
  }
  const prepared = await prepare({ bytes: fetched.bytes, fileName: fetched.fileName, origin: "fetch" });
  if (!prepared.ok) return fail(prepared.reason);
  return inTransaction(actor, async (tx, audit) => {
    const outcome = await addVersion({ tx, audit, actor }, listId, prepared, now);
    await tx.externalList.updateMany({ where: { id: listId }, data: { ...settled, etag: fetched.etag } });
    return outcome;
  });
}

export async function changeList(actor: Actor, { listId, name, refreshMinutes }: ChangeList, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const before = await tx.externalList.findUnique({ where: { id: listId }, select: { name: true, refreshMinutes: true } });
    if (!before) throw new AppError("not-found", "no such list");
    const after = { name: storable(name), refreshMinutes };
    await tx.externalList.update({
      where: { id: listId },
      data: { ...after, dueAt: dueAfter(now, refreshMinutes), updatedAt: now },
      select: { id: true },
    });
    audit("list.change", { type: "list", id: listId }, { before, after });
  });
}

/** Queries do not find it any more. Its versions stay, so that `restoreList` can take the removal back. */
export async function removeList(actor: Actor, listId: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const { count } = await tx.externalList.updateMany({
      where: { id: listId, removedAt: null },
      data: { removedAt: now, updatedAt: now },
    });
    if (count > 0) audit("list.remove", { type: "list", id: listId }, { after: { removedAt: now } });
  });
}

/** Takes a removal back. False when there is none to take back. */
export async function restoreList(actor: Actor, listId: string, now: Date): Promise<boolean> {
  return inTransaction(actor, async (tx, audit) => {
    const { count } = await tx.externalList.updateMany({
      where: { id: listId, removedAt: { not: null } },
      data: { removedAt: null, updatedAt: now },
    });
    if (count > 0) audit("list.restore", { type: "list", id: listId }, { after: { removedAt: null } });
    return count > 0;
  });
}

/** Takes an earlier version into use again, as a new one. */
export async function restoreVersion(actor: Actor, { listId, number }: RestoreVersion, now: Date): Promise<ListOutcome> {
  return inTransaction(actor, async (tx, audit) => {
    await lockList(tx, listId);
    const old = await tx.externalListVersion.findUnique({
      where: { listId_number: { listId, number } },
      select: { origin: true, fileName: true, format: true, size: true, rows: true, sha256: true, sample: true, content: true },
    });
    if (!old) throw new AppError("not-found", "this version is not kept any more");
    return addVersion({ tx, audit, actor }, listId, { ok: true, ...old }, now);
  });
}

export async function allowHost(actor: Actor, host: string, now: Date): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const { count } = await tx.listHost.createMany({ data: { host, createdByName: actor.name, createdAt: now }, skipDuplicates: true });
    if (count > 0) audit("list-host.allow", { type: "list-host", id: host }, { after: { host } });
  });
}

export async function forgetHost(actor: Actor, host: string): Promise<void> {
  await inTransaction(actor, async (tx, audit) => {
    const { count } = await tx.listHost.deleteMany({ where: { host } });
    if (count > 0) audit("list-host.forget", { type: "list-host", id: host }, { before: { host } });
  });
}

interface Prepared {
  readonly ok: true;
  readonly origin: string;
  readonly fileName: string;
  readonly format: string;
  readonly size: number;
  readonly rows: number;
  readonly sha256: string;
  readonly sample: readonly string[];
  readonly content: Uint8Array<ArrayBuffer>;
}

async function prepare({ bytes, fileName, origin }: ListFile): Promise<Prepared | { readonly ok: false; readonly reason: string }> {
  const unpacked = await unpackList(bytes, fileName);
  if (!unpacked.ok) return unpacked;
  const text = Buffer.from(unpacked.text, "utf8");
  const packed = await promisify(gzip)(text);
  return {
    ok: true,
    origin,
    fileName: storable(unpacked.fileName),
    format: unpacked.format,
    size: text.length,
    rows: unpacked.rows,
    sha256: createHash("sha256").update(text).digest("hex"),
    sample: unpacked.sample.map(storable),
    content: new Uint8Array(packed),
  };
}

/** Two uploads of one list at once become two versions, one after the other. */
async function lockList(tx: Transaction, listId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM external_list WHERE id = ${listId}::uuid FOR UPDATE`;
}

async function addVersion({ tx, audit, actor }: Change, listId: string, prepared: Prepared, now: Date): Promise<ListOutcome> {
  await lockList(tx, listId);
  const latest = await tx.externalListVersion.findFirst({
    where: { listId },
    select: { number: true, sha256: true },
    orderBy: { number: "desc" },
  });
  const { ok: _, sample, ...stored } = prepared;
  if (latest?.sha256 === prepared.sha256) return { ok: true, id: listId, number: latest.number, rows: prepared.rows, unchanged: true };
  const number = (latest?.number ?? 0) + 1;
  await tx.externalListVersion.create({
    data: { ...stored, sample: [...sample], listId, number, createdByName: actor.name, createdAt: now },
    select: { number: true },
  });
  await tx.externalListVersion.deleteMany({ where: { listId, number: { lte: number - KEPT_VERSIONS } } });
  await tx.externalList.update({
    where: { id: listId },
    data: { updatedAt: now, lastError: null, lastErrorAt: null },
    select: { id: true },
  });
  const { origin, fileName, rows, size, sha256 } = prepared;
  audit("list.version", { type: "list", id: listId }, { after: { number, origin, fileName, rows, size, sha256 } });
  return { ok: true, id: listId, number, rows, unchanged: false };
}

function dueAfter(now: Date, minutes: number | null): Date | null {
  return minutes === null ? null : new Date(now.getTime() + minutes * MINUTE_MS);
}

/** `kusto-cidr-asn.csv` of a URL that ends so, else its host. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return (pathname.split("/").at(-1) || host).replace(/\.(?:zip|gz)$/i, "").slice(0, 200);
}
