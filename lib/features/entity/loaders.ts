import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { canonicalAddress } from "#core/event/address";
import { requireActor } from "../account/loaders.ts";
import { getAddress } from "./address/data.ts";
import { getProcess } from "./process/data.ts";
import type { AddressPassport, ProcessDetail } from "./types.ts";

/** What the fleet knows of an address, also one it has never seen. Text that is no address shows the not-found page. */
export const loadAddress = cache(async (text: string): Promise<AddressPassport> => {
  await requireActor();
  const address = canonicalAddress(text.trim());
  if (address === undefined) notFound();
  return getAddress(address);
});

export const loadProcess = cache(async (hostId: number, key: string): Promise<ProcessDetail> => {
  await requireActor();
  const process = await getProcess({ hostId, key });
  if (!process) notFound();
  return process;
});
