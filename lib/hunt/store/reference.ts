import { formatTimestamp } from "#core/event/timestamp";
import type { EventReference } from "#features/hunt/types";

/** A reference to a stored event as one text: what the evidence of a row holds. */
export function referenceText({ hostId, at, id }: { readonly hostId: number; readonly at: number; readonly id: string }): string {
  return `${hostId}:${at}:${id}`;
}

export function referenceOf(text: string): EventReference {
  const [hostId = "", at = "", id = ""] = text.split(":");
  return { hostId: Number(hostId), timestamp: formatTimestamp(Number(at)), id };
}
