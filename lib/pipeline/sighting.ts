import { canonicalAddress } from "#core/event/address";
import type { Event } from "#core/event/event";
import type { FieldValue } from "#core/event/value";
import type { Sighting } from "#features/event/sighting/mutations";

/** What an event says of who talked to which address, if it says that. */
export function sightingOf(event: Event, hostId: number): Sighting | undefined {
  const remote = textOf(event.storedFields["callout.remote.ip"]);
  const address = remote && canonicalAddress(remote);
  return address ? { hostId, address, processName: textOf(event.storedFields["process.name"]) ?? "", at: event.timestamp } : undefined;
}

function textOf(value: FieldValue | undefined): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === "string" ? one : undefined;
}
