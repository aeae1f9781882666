import type { JsonObject } from "../../event/value.ts";
import { asObject, asText, isList, own, readPath } from "../document.ts";
import type { Aliases, Reading } from "./labels.ts";
import { pairedValue } from "./pairs.ts";

const ALIASES: Aliases = {
  "gcp.audit.method_name": ["protoPayload.methodName", "data.protoPayload.methodName"],
  "data.protoPayload.methodName": ["protoPayload.methodName"],
  "data.protoPayload.serviceName": ["protoPayload.serviceName"],
  "data.protoPayload.logName": ["logName", "data.logName"],
  "data.protoPayload.resource.type": ["resource.type", "data.resource.type"],
  "data.protoPayload.authorizationInfo.permission": ["protoPayload.authorizationInfo.permission"],
  "data.protoPayload.authorizationInfo.granted": ["protoPayload.authorizationInfo.granted"],
  eventService: ["protoPayload.serviceName", "data.protoPayload.serviceName"],
  eventName: ["protoPayload.metadata.event.eventName", "data.protoPayload.metadata.event.eventName"],
};

const EVENTS = ["protoPayload.metadata.event", "data.protoPayload.metadata.event"];
/** Settings and their values, which Workspace keeps as parameters of the event. */
const PARAMETERS = EVENTS.flatMap((path) => [`${path}.parameter`, `${path}.parameters`]);

/** Google Cloud's audit log, also wrapped as Pub/Sub delivers it (`data`); Workspace writes its logins and settings there too. */
export function cloudAuditReading(body: JsonObject): Reading | undefined {
  const data = asObject(own(body, "data"));
  const entry = asObject(own(data, "protoPayload")) ? data : body;
  const payload = asObject(own(entry, "protoPayload"));
  if (!payload) return undefined;
  const service = asText(own(payload, "serviceName")) ?? "";
  const workspace = /^(admin|login)\.googleapis\.com$/.exec(service)?.[1];
  return {
    labels: { product: ["gcp"], service: ["gcp.audit", ...(workspace ? [`google_workspace.${workspace}`] : [])] },
    roots: entry === body ? ["protoPayload", "protoPayload.metadata.event"] : ["data", "data.protoPayload"],
    aliases: ALIASES,
    anyCase: true,
    otherwise: (record, name) => pairedValue(record, PARAMETERS, name, ["name", "value", "boolValue"]),
  };
}

/** An activity as the Reports API of Workspace gives it: `{ kind: "admin#reports#activity", id: { applicationName }, events: […] }`. */
export function workspaceReading(body: JsonObject): Reading | undefined {
  const application = asText(readPath(body, "id.applicationName"));
  const events = own(body, "events");
  if (application === undefined || events === undefined || events === null || !isList(events)) return undefined;
  const service = `${application}.googleapis.com`;
  return {
    labels: { product: ["gcp"], service: [`google_workspace.${application}`] },
    aliases: { eventName: ["events.name"], "protoPayload.metadata.event.eventName": ["events.name"] },
    derive: (_, name) => (/^(?:eventService|protoPayload\.servicename)$/i.test(name) ? service : undefined),
    otherwise: (record, name) => pairedValue(record, ["events.parameters"], name, ["name", "value", "boolValue"]),
  };
}
