import type { JsonObject } from "../../event/value.ts";
import { asObject, asText, own, parseObject, readPath } from "../document.ts";
import type { Derive, Reading } from "./labels.ts";
import { pairedValue } from "./pairs.ts";

const text = (body: JsonObject, name: string): string => asText(own(body, name)) ?? "";

/**
 * The unified audit record in a row that carries it as `AuditData`: `Search-UnifiedAuditLog` and the CSV of the Purview portal
 * write it as JSON in a text, Graph's `auditLogQuery` as an object. The row's own columns stay where the record has no member
 * of their name.
 */
export function auditDataIn(body: JsonObject): JsonObject | undefined {
  const value = own(body, "AuditData") ?? own(body, "auditData");
  const data = typeof value === "string" ? parseObject(value.trim()) : asObject(value);
  return data && { ...body, ...data };
}

/** Lists of names and values of an operation: its parameters, and what the workload adds. */
const LISTS = ["ExtendedProperties", "Parameters", "OperationProperties", "DeviceProperties", "ModifiedProperties"];

const alert: Derive = (body, name) => {
  if (name !== "status") return undefined;
  // The record says that an alert was raised, which worked; its `Status` is the alert's own (Active, Resolved).
  const said = [readPath(body, "ResultStatus"), own(body, "Status")].flatMap((value) => asText(value) ?? []);
  return ["success", ...said];
};

/** Microsoft 365's unified audit log; alerts of its compliance centre are what Sigma calls threat management. */
export function unifiedAuditReading(body: JsonObject): Reading | undefined {
  const workload = text(body, "Workload");
  if (workload === "" || text(body, "Operation") === "") return undefined;
  if (!["RecordType", "CreationTime", "OrganizationId", "AuditData", "auditData"].some((name) => Object.hasOwn(body, name)))
    return undefined;
  const isAlert = /^SecurityComplianceCenter$/i.test(workload);
  return {
    labels: {
      product: ["m365"],
      service: [
        "audit",
        ...(isAlert ? ["threat_management", "threat_detection"] : []),
        ...(/^Exchange$/i.test(workload) ? ["exchange"] : []),
      ],
    },
    // Exchange answers `ResultStatus` with "True", Entra with "Success".
    aliases: { eventSource: ["Workload"], eventName: ["Name", "Operation"], Payload: ["Data", "Parameters"] },
    derive: isAlert ? alert : exchangeStatus,
    otherwise: (record, name) => pairedValue(record, LISTS, name, ["Name", "Value", "NewValue"]),
  };
}

const exchangeStatus: Derive = (body, name) => {
  const status = name === "status" ? asText(readPath(body, "ResultStatus")) : undefined;
  return status === undefined ? undefined : /^(?:true|succeeded)$/i.test(status) ? [status, "success"] : status;
};
