import { useEffect, useMemo, useRef, useState } from "react";
import type { AddressContext } from "#core/enrichment/address-context";
import type { HuntColumn, HuntResultRow } from "#features/hunt/types";
import { isAddress } from "./cell-kind.ts";

/** Addresses asked for at once, and the most a result is looked through for. */
const AT_ONCE = 1000;
const MOST = 20_000;

/** What is known of the addresses in a result: asked in large pieces, each address once. */
export function useAddresses(columns: readonly HuntColumn[] | null, rows: readonly HuntResultRow[]): ReadonlyMap<string, AddressContext> {
  const [known, setKnown] = useState<ReadonlyMap<string, AddressContext>>(new Map());
  const asked = useRef(new Set<string>());
  const read = useRef(0);
  const texts = useMemo(
    () => (columns ?? []).flatMap(({ type }, index) => (type === "string" || type === "dynamic" ? [index] : [])),
    [columns],
  );

  useEffect(() => {
    if (rows.length < read.current) read.current = 0;
    const fresh: string[] = [];
    for (const { cells } of rows.slice(read.current))
      for (const index of texts) {
        const value = cells[index];
        if (typeof value !== "string" || asked.current.has(value) || !isAddress(value) || asked.current.size >= MOST) continue;
        asked.current.add(value);
        fresh.push(value);
      }
    read.current = rows.length;
    if (fresh.length === 0) return;
    void (async () => {
      for (let from = 0; from < fresh.length; from += AT_ONCE) {
        const piece = fresh.slice(from, from + AT_ONCE);
        const contexts = await contextsOf(piece);
        setKnown((before) => new Map([...before, ...piece.flatMap((text, at) => (contexts[at] ? [[text, contexts[at]] as const] : []))]));
      }
    })();
  }, [rows, texts]);
  return known;
}

/** Chips beside an address are a help: without an answer the address stands alone. */
async function contextsOf(addresses: readonly string[]): Promise<readonly AddressContext[]> {
  try {
    const response = await fetch("/api/hunts/addresses", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ addresses }),
    });
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}
