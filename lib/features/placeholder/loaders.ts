import "server-only";
import { requireActor } from "../account/loaders.ts";
import { listPlaceholderRows } from "./data.ts";
import type { PlaceholderRow } from "./types.ts";

/** Every placeholder that has values or that a rule asks for. */
export async function loadPlaceholders(): Promise<readonly PlaceholderRow[]> {
  await requireActor();
  return listPlaceholderRows();
}
