import type { FieldValue, JsonObject, JsonValue } from "../../event/value.ts";
import { asFieldValue, asObject, asText, own } from "../document.ts";
import type { Aliases, Derive, Reading } from "./labels.ts";
import { pairedValue } from "./pairs.ts";
import { asStructure, readAnyCase } from "./read.ts";

const TABLES: { readonly [table: string]: readonly string[] } = {
  auditlogs: ["auditlogs"],
  signinlogs: ["signinlogs"],
  noninteractiveusersigninlogs: ["signinlogs"],
  aadnoninteractiveusersigninlogs: ["signinlogs"],
  serviceprincipalsigninlogs: ["signinlogs"],
  managedidentitysigninlogs: ["signinlogs"],
  adfssigninlogs: ["signinlogs"],
  azureactivity: ["activitylogs"],
  administrative: ["activitylogs"],
  servicehealth: ["activitylogs"],
  autoscale: ["activitylogs"],
  policy: ["activitylogs"],
  userriskevents: ["riskdetection", "pim"],
  aaduserriskevents: ["riskdetection", "pim"],
  riskyusers: ["riskdetection"],
};

const textAt = (body: JsonObject, path: string): string => asText(readAnyCase(body, path)) ?? "";
const hasAny = (body: JsonObject, ...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(body, name));
const hasAll = (body: JsonObject, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(body, name));

function servicesOf(body: JsonObject): readonly string[] {
  const isMonitor = hasAny(
    body,
    "operationName",
    "OperationName",
    "OperationNameValue",
    "TenantId",
    "tenantId",
    "resourceId",
    "ResourceId",
  );
  const named = [textAt(body, "category"), asText(own(body, "Type")) ?? "", textAt(body, "category.value"), textAt(body, "categoryvalue")];
  const services = isMonitor
    ? named.flatMap((name) => (Object.hasOwn(TABLES, name.toLowerCase()) ? (TABLES[name.toLowerCase()] ?? []) : []))
    : [];
  if (services.length > 0) return services;
  if (hasAny(body, "riskEventType", "RiskEventType")) return ["riskdetection", "pim"];
  if (hasAny(body, "OperationNameValue", "ResourceProviderValue") || hasAll(body, "operationName", "resourceProviderName"))
    return ["activitylogs"];
  if (hasAll(body, "LoggedByService", "OperationName")) return ["auditlogs"];
  // Pages of Microsoft Graph: `auditLogs/directoryAudits` and `auditLogs/signIns`.
  if (hasAll(body, "activityDisplayName", "loggedByService") || hasAll(body, "activityDisplayName", "targetResources"))
    return ["auditlogs"];
  const isSignIn = hasAny(body, "AuthenticationRequirement") || hasAll(body, "appDisplayName", "ipAddress", "status");
  return isSignIn || hasAll(body, "userPrincipalName", "clientAppUsed", "status") ? ["signinlogs"] : [];
}

const ACTIVITY = [
  "activityDisplayName",
  "properties.activityDisplayName",
  "operationName",
  "operationName.value",
  "operationNameValue",
  "operationName.localizedValue",
  "properties.operationType",
];

/** SigmaHQ's names for one thing are as many as Microsoft's ways of shipping it: diagnostics, tables of a workspace, Graph. */
const ALIASES: Aliases = {
  OperationName: ["operationName", "operationNameValue", "operationName.value", ...ACTIVITY],
  operationName: ["operationNameValue", "operationName.value", "authorization.action", ...ACTIVITY],
  OperationNameValue: ["operationName", "operationName.value", "authorization.action"],
  ActivityDisplayName: ACTIVITY,
  ActivityType: ACTIVITY,
  activityType: ACTIVITY,
  "properties.message": ["message", ...ACTIVITY],
  CategoryValue: ["category.value", "category"],
  ResourceProviderValue: ["resourceProviderName.value", "resourceProvider", "resourceProviderName"],
  ResultType: ["resultType", "status.errorCode", "properties.status.errorCode"],
  resultType: ["ResultType", "status.errorCode", "properties.status.errorCode"],
  ResultDescription: ["resultDescription", "status.failureReason", "properties.status.failureReason"],
  Resultdescription: ["resultDescription", "status.failureReason", "properties.status.failureReason"],
  failure_status_reason: ["resultReason", "properties.resultReason", "status.failureReason", "properties.status.failureReason"],
  callerIpAddress: ["ipAddress", "properties.ipAddress"],
  location: ["location.countryOrRegion", "properties.location.countryOrRegion"],
  ClientApp: ["clientAppUsed", "properties.clientAppUsed"],
  Username: ["userPrincipalName", "properties.userPrincipalName"],
  "Initiatied.By": ["initiatedBy", "properties.initiatedBy"],
  Initiatedby: ["initiatedBy", "properties.initiatedBy"],
  Target: ["targetResources", "properties.targetResources"],
};

const MODIFIED = ["targetResources.modifiedProperties", "properties.targetResources.modifiedProperties"];
const DETAILS = ["additionalDetails", "properties.additionalDetails"];

/** Every text found under any of the paths: an envelope and what is in it may both have a category, a status, a message. */
function every(body: JsonObject, ...paths: readonly string[]): string[] {
  const found = paths.map((path) => readAnyCase(body, path));
  return [...new Set(found.flatMap(textsOf))];
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  const field = asFieldValue(value) ?? asStructure(value);
  return field === undefined ? [] : [field].flat().flatMap((item) => (item === null ? [] : [String(item)]));
}

const some = (texts: readonly string[]): FieldValue | undefined => (texts.length > 0 ? texts : undefined);

const signIn: Derive = (body, name) => {
  switch (name) {
    case "Status": {
      const code = every(body, "status.errorcode", "properties.status.errorcode", "resulttype")[0];
      const outcome = code === undefined ? [] : [Number(code) === 0 ? "Success" : "Failure"];
      return some([
        ...outcome,
        ...every(body, "status.additionaldetails", "properties.status.additionaldetails", "status", "properties.status"),
      ]);
    }
    case "ActivityDetails":
      return "Sign-ins";
    case "properties.message": {
      const protocols = every(body, "authenticationprotocol", "properties.authenticationprotocol");
      return some(protocols.flatMap((protocol) => (/^deviceCode$/i.test(protocol) ? [protocol, "Device Code"] : [protocol])));
    }
    default:
      return undefined;
  }
};

const audit: Derive = (body, name) => {
  switch (name) {
    case "Category":
    case "category":
      return some(every(body, "category", "properties.category"));
    case "Status":
      return some(every(body, "result", "properties.result", "resultreason", "properties.resultreason", "status"));
    default:
      return undefined;
  }
};

const activity: Derive = (body, name) =>
  name === "properties.message" ? some(every(body, "properties.message", "operationname.localizedvalue", "operationname")) : undefined;

const DERIVES: readonly (readonly [service: string, derive: Derive])[] = [
  ["signinlogs", signIn],
  ["auditlogs", audit],
  ["activitylogs", activity],
];

/** What was changed, and what is said of it, under the names given there: `ConsentContext.IsAdminConsent`. */
const changed: Derive = (body, name) =>
  pairedValue(body, MODIFIED, name, ["displayName", "newValue"]) ??
  pairedValue(body, DETAILS, name.slice(name.lastIndexOf(".") + 1), ["key", "value"]);

/** Azure and Entra: Azure Monitor's diagnostic records (`category`), exports of its tables (`Type`), and pages of Microsoft Graph. */
export function azureReading(body: JsonObject): Reading | undefined {
  const services = servicesOf(body);
  if (services.length === 0) return undefined;
  const derive = DERIVES.find(([service]) => services.includes(service))?.[1];
  return {
    labels: { product: ["azure"], service: [...new Set(services)] },
    roots: ["properties"],
    aliases: ALIASES,
    anyCase: true,
    ...(derive && { derive }),
    ...(derive === audit && { otherwise: changed }),
  };
}

/** What Microsoft Graph calls an alert of its security products (`security/alerts_v2`, and the older `security/alerts`). */
export function graphAlertReading(body: JsonObject): Reading | undefined {
  const isAlert = hasAll(body, "title", "severity") && hasAny(body, "detectionSource", "serviceSource", "vendorInformation");
  if (!isAlert || asObject(own(body, "actor"))) return undefined;
  return {
    labels: { product: ["m365"], service: ["threat_management", "threat_detection"] },
    aliases: { eventName: ["title"], Payload: ["description"] },
    // SigmaHQ's rules name the workload that files alerts in the unified audit log, where these arrive as well.
    derive: (_, name) => (name === "eventSource" ? "SecurityComplianceCenter" : name === "status" ? "success" : undefined),
  };
}
