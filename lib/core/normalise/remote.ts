import type { FieldBuilder } from "./builder.ts";

export type Side = "source" | "destination";

/**
 * Which end of a connection is the other machine, into `callout.remote.*` and `callout.local.*` (telemetry.md §1.5.3).
 * `source` and `destination` keep the sensor's own orientation: rules are written against it.
 */
export function writeEnds(builder: FieldBuilder, local: Side, confident = true): void {
  const remote: Side = local === "source" ? "destination" : "source";
  builder.set("callout.local.ip", builder.fields[`${local}.ip`]);
  builder.set("callout.local.port", builder.fields[`${local}.port`]);
  builder.set("callout.remote.ip", builder.fields[`${remote}.ip`]);
  builder.set("callout.remote.port", builder.fields[`${remote}.port`]);
  builder.set("callout.remote.domain", builder.fields[`${remote}.domain`]);
  if (!confident) builder.set("x.local_side_confidence", "low");
}

/**
 * Sysmon's TCP runs from who opened the connection to who answered; its UDP does not: of 291 decidable datagrams
 * with Initiated=false the local end was the source in 244, so that is the guess, and it is marked as one.
 */
export function sysmonLocalSide(direction: string, transport: string): { readonly side: Side; readonly confident: boolean } {
  if (direction === "egress") return { side: "source", confident: true };
  return transport === "udp" ? { side: "source", confident: false } : { side: "destination", confident: true };
}

/** Everywhere else the source opened the connection. */
export function localSide(direction: string): Side {
  return direction === "ingress" ? "destination" : "source";
}
