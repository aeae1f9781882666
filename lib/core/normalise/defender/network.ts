import type { EventClass } from "../../event/class.ts";
import type { JsonObject } from "../../event/value.ts";
import type { FieldBuilder } from "../builder.ts";
import { asText, own } from "../document.ts";
import type { Envelope } from "../lazy-event.ts";
import type { Side } from "../remote.ts";

/** ECS categories and types by what happened (telemetry.md §1.3, §1.6). */
const KIND: { readonly [C in EventClass]?: readonly [category: readonly string[], type: readonly string[]] } = {
  process_creation: [["process"], ["start"]],
  network_connection: [["network"], ["connection", "start"]],
  network_listen: [["network"], ["connection", "info"]],
  dns_query: [["network"], ["connection", "protocol", "info"]],
  file_event: [["file"], ["creation"]],
  file_change: [["file"], ["change"]],
  file_rename: [["file"], ["change"]],
  file_delete: [["file"], ["deletion"]],
  registry_add: [["registry", "configuration"], ["creation"]],
  registry_set: [["registry", "configuration"], ["change"]],
  registry_delete: [["registry", "configuration"], ["deletion"]],
  registry_rename: [["registry", "configuration"], ["change"]],
  image_load: [["library"], ["start"]],
  driver_load: [["driver"], ["start"]],
  logon: [["authentication"], ["start"]],
};

/** The extra type a connection's outcome adds. */
const CONNECTION_TYPE: { readonly [action: string]: string } = { ConnectionFailed: "denied", InboundConnectionAccepted: "allowed" };

export function writeNetworkKind(builder: FieldBuilder, envelope: Envelope, action: string | undefined): void {
  const kind = KIND[envelope.class];
  if (!kind) return;
  const [category, types] = kind;
  const extra = action !== undefined && Object.hasOwn(CONNECTION_TYPE, action) ? CONNECTION_TYPE[action] : undefined;
  builder.list("event.category", category);
  // A connection that was already there when the sensor looked did not start now (telemetry.md §1.7.10).
  builder.list("event.type", action === "ConnectionFound" ? ["info"] : extra ? [...types, extra] : types);
  if (action?.endsWith("Failed")) builder.set("event.outcome", "failure");
  else if (action?.endsWith("Success") || action === "InboundConnectionAccepted") builder.set("event.outcome", "success");
}

const DIRECTION: { readonly [action: string]: "egress" | "ingress" } = {
  ConnectionSuccess: "egress",
  ConnectionFailed: "egress",
  ConnectionRequest: "egress",
  ConnectionAttempt: "egress",
  InboundConnectionAccepted: "ingress",
  InboundConnectionAttempt: "ingress",
};

function directionOf(action: string | undefined, more: JsonObject | undefined): "egress" | "ingress" | undefined {
  if (action !== undefined && Object.hasOwn(DIRECTION, action)) return DIRECTION[action];
  const told = action?.endsWith("Inspected") ? asText(own(more, "direction"))?.toLowerCase() : undefined;
  if (told === "out") return "egress";
  return told === "in" ? "ingress" : undefined;
}

/** `https://host:8443/x` and a bare name both name the host that was asked for; an address is not a name. */
function hostOf(url: string): string | undefined {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?([^/:?#]+)/i.exec(url)?.[1];
  return host && !/^[\d.]+$/.test(host) ? host : undefined;
}

/**
 * Defender knows a local and a remote end; ECS an initiator and a responder. Rows that do not tell a direction keep
 * local as source, which is Elastic's own convention. Returns which side is local.
 */
export function writeOrientation(
  builder: FieldBuilder,
  row: JsonObject,
  action: string | undefined,
  more: JsonObject | undefined,
): Side | undefined {
  const direction = directionOf(action, more);
  builder.set("network.direction", direction);
  const local: Side = direction === "ingress" ? "destination" : "source";
  const remote: Side = local === "source" ? "destination" : "source";
  builder.ip(`${local}.ip`, own(row, "LocalIP"));
  builder.long(`${local}.port`, own(row, "LocalPort"));
  builder.ip(`${remote}.ip`, own(row, "RemoteIP"));
  builder.long(`${remote}.port`, own(row, "RemotePort"));
  const url = builder.known(own(row, "RemoteUrl"));
  if (url !== undefined) {
    builder.set(`${remote}.domain`, hostOf(url));
    if (url.includes("://")) builder.set("url.original", url);
  }
  // Old exports spell the family too: TcpV4.
  builder.set(
    "network.transport",
    builder
      .known(own(row, "Protocol"))
      ?.toLowerCase()
      .replace(/^(tcp|udp)v[46]$/, "$1"),
  );
  const address = builder.fields["destination.ip"] ?? builder.fields["source.ip"];
  if (typeof address === "string") builder.set("network.type", address.includes(":") ? "ipv6" : "ipv4");
  return address === undefined ? undefined : local;
}
