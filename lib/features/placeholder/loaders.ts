import "server-only";
import { requireActor } from "../account/loaders.ts";
import { listPlaceholderRows } from "./data.ts";
import type { PlaceholderRow } from "./types.ts";

export async function loadPlaceholders(): Promise<readonly PlaceholderRow[]> {
  await requireActor();
  return listPlaceholderRows();
}
