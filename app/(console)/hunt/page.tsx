import type { Metadata } from "next";
import { HuntPage } from "#components/hunt/hunt-page";
import { requireActor } from "#features/account/loaders";
import { loadSavedQueries, loadSavedQuery } from "#features/hunt/saved/loaders";
import { loadEventSpan } from "#features/ingest/loaders";
import { parseHuntAddress } from "./search-params.ts";

export const metadata: Metadata = { title: "Hunt" };

interface PageProps {
  readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }>;
}

export default async function Page({ searchParams }: PageProps) {
  const address = parseHuntAddress(await searchParams);
  const [actor, queries, saved, span] = await Promise.all([
    requireActor(),
    loadSavedQueries(),
    address.saved === null ? null : loadSavedQuery(address.saved),
    loadEventSpan(),
  ]);
  const note = address.isBroken
    ? "The link was cut off on its way: it names no query that can be read."
    : address.saved !== null && saved === null
      ? "That saved query is gone, or its owner does not share it."
      : null;
  return (
    <HuntPage
      key={`${address.hunt} ${address.saved} ${address.shared?.text}`}
      shared={address.shared}
      saved={saved}
      huntId={address.hunt}
      queries={queries}
      newest={span?.to ?? null}
      user={actor.name}
      note={note}
    />
  );
}
