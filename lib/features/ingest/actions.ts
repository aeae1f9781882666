"use server";
import { revalidatePath } from "next/cache";
import { submitSample } from "#lib/pipeline/submit";
import { requireActor } from "../account/loaders.ts";
import { cancelIngest as cancel } from "./mutations.ts";
import { CancelIngest } from "./schema.ts";

/** Stops an ingest after the batch it is in; what is stored stays. */
export async function cancelIngest(input: unknown): Promise<void> {
  const actor = await requireActor();
  await cancel(actor, CancelIngest.parse(input).ingestId, new Date());
  revalidatePath("/ingests");
}

/** Loads the sample data through the same line as any upload. */
export async function loadSampleData(): Promise<{ readonly ingestId: string }> {
  const actor = await requireActor();
  const { id } = await submitSample(actor, new Date());
  revalidatePath("/ingests");
  return { ingestId: id };
}
