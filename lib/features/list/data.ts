import "server-only";
import { gunzipSync } from "node:zlib";
import { db } from "#lib/db/client";
import { Prisma } from "#lib/db/generated/client";
import type { Query } from "#lib/db/query";
import { AppError } from "#lib/errors";
import { LIST_FORMATS } from "./constants.ts";
import type { KeptList, ListDetail, ListHostRow, ListRow, ListVersion } from "./types.ts";

const VERSION = {
  number: true,
  origin: true,
  fileName: true,
  format: true,
  size: true,
  rows: true,
  sha256: true,
  sample: true,
  createdByName: true,
  createdAt: true,
} as const;

const LIST = {
  id: true,
  url: true,
  name: true,
  refreshMinutes: true,
  dueAt: true,
  lastError: true,
  lastErrorAt: true,
  createdByName: true,
  createdAt: true,
  updatedAt: true,
} as const;

type StoredVersion = Prisma.ExternalListVersionGetPayload<{ select: typeof VERSION }>;
type StoredList = Prisma.ExternalListGetPayload<{ select: typeof LIST }>;

function toVersion(row: StoredVersion): ListVersion {
  const { origin, format, createdAt, ...rest } = row;
  return {
    ...rest,
    origin: origin === "fetch" ? "fetch" : "upload",
    format: LIST_FORMATS.find((one) => one === format) ?? "txt",
    createdAt: createdAt.toISOString(),
  };
}

function toRow(row: StoredList, current: StoredVersion | undefined): ListRow {
  return {
    ...row,
    dueAt: row.dueAt?.toISOString() ?? null,
    lastErrorAt: row.lastErrorAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    current: current ? toVersion(current) : null,
  };
}

/** Every list, by its name, with the version in use. */
export async function listLists(): Promise<readonly ListRow[]> {
  const rows = await db().externalList.findMany({
    where: { removedAt: null },
    select: { ...LIST, versions: { select: VERSION, orderBy: { number: "desc" }, take: 1 } },
    orderBy: [{ name: "asc" }, { url: "asc" }],
  });
  return rows.map(({ versions, ...row }) => toRow(row, versions[0]));
}

export async function getList(listId: string): Promise<ListDetail> {
  const row = await db().externalList.findFirst({
    where: { id: listId, removedAt: null },
    select: { ...LIST, versions: { select: VERSION, orderBy: { number: "desc" } } },
  });
  if (!row) throw new AppError("not-found", "no such list");
  const { versions, ...list } = row;
  return { ...toRow(list, versions[0]), versions: versions.map(toVersion) };
}

export async function listListHosts(): Promise<readonly ListHostRow[]> {
  const rows = await db().listHost.findMany({ select: { host: true, createdByName: true, createdAt: true }, orderBy: { host: "asc" } });
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** Lists to be fetched by now, those that wait longest first. */
export async function listDueLists(now: Date, most: number): Promise<readonly { readonly id: string; readonly url: string }[]> {
  return db().externalList.findMany({
    where: { dueAt: { lte: now }, removedAt: null },
    select: { id: true, url: true },
    orderBy: { dueAt: "asc" },
    take: most,
  });
}

interface KeptRow {
  readonly content: Uint8Array;
  readonly format: string;
  readonly number: number;
  readonly created_at: Date;
}

/** The list a query names by URL, as it is in use; null when there is none. */
export async function listByUrl(query: Query, url: string): Promise<KeptList | null> {
  const [row] = await query<KeptRow>(Prisma.sql`
    SELECT v.content, v.format, v.number, v.created_at FROM external_list l
    JOIN external_list_version v ON v.list_id = l.id WHERE l.url = ${url} AND l.removed_at IS NULL ORDER BY v.number DESC LIMIT 1`);
  if (!row) return null;
  return {
    text: gunzipSync(row.content).toString("utf8"),
    format: LIST_FORMATS.find((one) => one === row.format) ?? "txt",
    notice: `the list kept for ${url} answers: version ${row.number} of ${row.created_at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  };
}
