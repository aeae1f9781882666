import type { Metadata } from "next";
import { cookies } from "next/headers";
import { AlertQueue } from "#components/alert/alert-queue";
import { columnCookie, readColumns } from "#components/data-table/column-preferences";
import { loadAlertQueue, loadQueueOptions } from "#features/alert/loaders";
import { loadIngests } from "#features/ingest/loaders";
import { parseQueue, type SearchParams } from "./search-params.ts";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const { query, skip, ignored } = parseQueue(await searchParams);
  const [page, options, jar] = await Promise.all([loadAlertQueue(query), loadQueueOptions(), cookies()]);
  const hasData = page.rows.length > 0 || (await loadIngests()).length > 0;
  const arrangement = readColumns(jar.get(columnCookie("alerts"))?.value);
  return (
    <AlertQueue page={page} query={query} skip={skip} options={options} arrangement={arrangement} hasData={hasData} ignored={ignored} />
  );
}
