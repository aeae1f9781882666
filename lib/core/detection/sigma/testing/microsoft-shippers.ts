import type { JsonObject, Scalar } from "#core/event/value";
import type { Place, Shipper } from "./native-shapes.ts";
import { nested } from "./nested.ts";

const pair =
  (path: string, key: string, value: string) =>
  (name: string): Place =>
  (text) =>
    nested(path, [{ [key]: name, [value]: String(text) }]);

const AZURE_AUDIT: JsonObject = {
  time: "2026-03-09T09:00:00Z",
  resourceId: "/tenants/t/providers/Microsoft.aadiam",
  category: "AuditLogs",
  operationName: "Some operation",
  properties: { id: "1", category: "Other" },
};
const GRAPH_AUDIT: JsonObject = {
  id: "Directory_1",
  category: "Other",
  activityDateTime: "2026-03-09T09:00:00Z",
  activityDisplayName: "Some operation",
  loggedByService: "Core Directory",
  targetResources: [],
};
const TABLE_AUDIT: JsonObject = {
  Type: "AuditLogs",
  TenantId: "t",
  TimeGenerated: "2026-03-09T09:00:00Z",
  LoggedByService: "x",
  OperationName: "x",
};

/** Names of SigmaHQ's audit rules by where Entra has them; `at` is where the members of the record stand. */
function auditPlaces(at: string, operation: string): { readonly [name: string]: Place } {
  return {
    Category: `${at}category`,
    category: `${at}category`,
    OperationName: operation,
    operationName: operation,
    ActivityDisplayName: `${at}activityDisplayName`,
    ActivityType: `${at}activityDisplayName`,
    activityType: `${at}activityDisplayName`,
    "properties.message": operation,
    Status: `${at}result`,
    "properties.result": `${at}result`,
    LoggedByService: `${at}loggedByService`,
    TargetResources: `${at}targetResources[].id`,
    "properties.targetResources": `${at}targetResources[].displayName`,
    "TargetResources.modifiedProperties": `${at}targetResources[].modifiedProperties[].newValue`,
    "TargetResources.modifiedProperties.newValue": `${at}targetResources[].modifiedProperties[].newValue`,
    "TargetResources.ModifiedProperties.NewValue": `${at}targetResources[].modifiedProperties[].newValue`,
    "TargetResources.ModifiedProperties.DisplayName": `${at}targetResources[].modifiedProperties[].displayName`,
    "targetResources.type": `${at}targetResources[].type`,
    "additionalDetails.additionalInfo": (value: Scalar) =>
      nested(`${at}additionalDetails`, [{ key: "AdditionalInfo", value: String(value) }]),
    "ConsentContext.IsAdminConsent": (value: Scalar) =>
      nested(`${at}targetResources`, [{ modifiedProperties: [{ displayName: "ConsentContext.IsAdminConsent", newValue: `"${value}"` }] }]),
    failure_status_reason: `${at}resultReason`,
    Initiatedby: `${at}initiatedBy.user.userPrincipalName`,
    "Initiatied.By": `${at}initiatedBy.user.userPrincipalName`,
    "properties.initiatedBy": `${at}initiatedBy.user.userPrincipalName`,
    Target: `${at}targetResources[].displayName`,
  };
}

const isCode = (value: Scalar): JsonObject => ({ errorCode: Number(value) });

function signInPlaces(at: string, monitor: boolean): { readonly [name: string]: Place } {
  const status = (value: JsonObject): JsonObject => nested(`${at}status`, value);
  const code: Place = monitor ? "resultType" : (value) => status(isCode(value));
  const reason: Place = monitor ? "resultDescription" : (value) => status({ failureReason: String(value) });
  return {
    ResultType: code,
    resultType: code,
    ResultDescription: reason,
    Resultdescription: reason,
    Status: (value) =>
      /^success$/i.test(String(value)) ? status({ errorCode: 0 }) : status({ errorCode: 1, additionalDetails: String(value) }),
    AuthenticationRequirement: `${at}authenticationRequirement`,
    "properties.authenticationRequirement": `${at}authenticationRequirement`,
    "properties.appId": `${at}appId`,
    "properties.deviceDetail.deviceId": `${at}deviceDetail.deviceId`,
    "DeviceDetail.deviceId": `${at}deviceDetail.deviceId`,
    "DeviceDetail.trusttype": `${at}deviceDetail.trustType`,
    "DeviceDetail.isCompliant": `${at}deviceDetail.isCompliant`,
    RiskState: `${at}riskState`,
    ResourceDisplayName: `${at}resourceDisplayName`,
    conditionalAccessStatus: `${at}conditionalAccessStatus`,
    NetworkLocationDetails: (_) => nested(`${at}networkLocationDetails`, []),
    ClientApp: `${at}clientAppUsed`,
    Username: `${at}userPrincipalName`,
    ActivityDetails: () => ({}),
    homeTenantId: `${at}homeTenantId`,
    resourceTenantId: `${at}resourceTenantId`,
    userAgent: `${at}userAgent`,
    callerIpAddress: monitor ? "callerIpAddress" : `${at}ipAddress`,
    location: monitor ? "location" : `${at}location.countryOrRegion`,
    "properties.message": (value) =>
      nested(`${at}authenticationProtocol`, value === "Device Code" ? "deviceCode" : value === "ROPC" ? "ropc" : String(value)),
  };
}

const M365: JsonObject = {
  CreationTime: "2026-03-09T09:00:00",
  RecordType: 8,
  OrganizationId: "o",
  Operation: "Op",
  Workload: "AzureActiveDirectory",
};
const m365 = (workload: string, operation: string): JsonObject => ({ ...M365, Workload: workload, Operation: operation });
const m365Places: { readonly [name: string]: Place } = {
  Parameters: pair("Parameters", "Name", "Value")("x"),
  OperationProperties: pair("OperationProperties", "Name", "Value")("x"),
  RequestType: pair("ExtendedProperties", "Name", "Value")("RequestType"),
  eventSource: "Workload",
};

/** The record as a row of a search in the Purview portal has it. */
const purview = ({ shipper, ...rest }: Shipper): Shipper => ({
  shipper: `${shipper}, AuditData as text`,
  ...rest,
  wrap: (body) => ({
    RecordId: "1",
    CreationDate: "2026-03-09T09:00:00Z",
    RecordType: "8",
    Operation: String(body.Operation),
    UserId: "u",
    AuditData: JSON.stringify(body),
  }),
});

const m365Of = (workload: string, operation: string, places: { readonly [name: string]: Place } = {}): readonly Shipper[] => {
  const plain: Shipper = { shipper: "Management Activity API", base: m365(workload, operation), places: { ...m365Places, ...places } };
  return [plain, purview(plain)];
};
const ALERTS: readonly Shipper[] = [
  ...m365Of("SecurityComplianceCenter", "AlertTriggered", { eventName: "Name", status: () => ({ Status: "Active" }), Payload: "Data" }),
  {
    shipper: "Graph alerts_v2",
    base: {
      id: "a",
      createdDateTime: "2026-03-09T09:00:00Z",
      title: "t",
      severity: "high",
      serviceSource: "microsoftDefenderForCloudApps",
      detectionSource: "x",
    },
    places: { eventName: "title", eventSource: () => ({}), status: () => ({ status: "new" }), Payload: "description" },
  },
];

/** What shippers of Entra ID, Azure and Microsoft 365 write, by log source. */
export const MICROSOFT: { readonly [source: string]: readonly Shipper[] } = {
  "azure/activitylogs": [
    {
      shipper: "Azure Monitor",
      base: {
        time: "2026-03-09T09:00:00Z",
        resourceId: "/subscriptions/s",
        category: "Administrative",
        operationName: "X",
        properties: {},
      },
      places: {
        OperationNameValue: "operationName",
        CategoryValue: "category",
        ResourceProviderValue: "resourceProvider",
        ResourceId: "resourceId",
      },
      words: "operationName",
    },
    {
      shipper: "AzureActivity table",
      base: { Type: "AzureActivity", TenantId: "t", TimeGenerated: "2026-03-09T09:00:00Z", OperationNameValue: "X" },
      places: { operationName: "OperationNameValue", "properties.message": "OperationName" },
      words: "OperationNameValue",
    },
    {
      shipper: "Activity log API",
      base: {
        eventTimestamp: "2026-03-09T09:00:00Z",
        category: { value: "Administrative" },
        operationName: { value: "X" },
        resourceProviderName: { value: "p" },
        resourceId: "/x",
      },
      places: {
        operationName: "operationName.value",
        OperationNameValue: "operationName.value",
        CategoryValue: "category.value",
        ResourceProviderValue: "resourceProviderName.value",
        ResourceId: "resourceId",
        "properties.message": "operationName.localizedValue",
      },
      words: "operationName.value",
    },
  ],
  "azure/auditlogs": [
    { shipper: "Azure Monitor", base: AZURE_AUDIT, places: auditPlaces("properties.", "operationName") },
    { shipper: "Graph directoryAudits", base: GRAPH_AUDIT, places: auditPlaces("", "activityDisplayName") },
    {
      shipper: "AuditLogs table",
      base: TABLE_AUDIT,
      places: {
        ...Object.fromEntries(
          Object.entries(auditPlaces("", "OperationName")).map(([name, place]) => [
            name,
            typeof place === "string" ? place.replace(/^./, (first) => first.toUpperCase()) : (value: Scalar) => upper(place(value) ?? {}),
          ]),
        ),
      },
    },
  ],
  "azure/signinlogs": [
    {
      shipper: "Azure Monitor",
      base: {
        time: "2026-03-09T09:00:00Z",
        resourceId: "/tenants/t",
        category: "SignInLogs",
        operationName: "Sign-in activity",
        properties: {},
      },
      places: signInPlaces("properties.", true),
    },
    {
      shipper: "Graph signIns",
      base: {
        id: "1",
        createdDateTime: "2026-03-09T09:00:00Z",
        userPrincipalName: "u",
        appDisplayName: "a",
        ipAddress: "1.2.3.4",
        clientAppUsed: "Browser",
        status: {},
      },
      places: signInPlaces("", false),
    },
  ],
  "azure/riskdetection": [
    {
      shipper: "Graph riskDetections",
      base: { id: "1", detectedDateTime: "2026-03-09T09:00:00Z", riskLevel: "high", riskEventType: "unlikelyTravel" },
    },
    {
      shipper: "Azure Monitor",
      base: {
        time: "2026-03-09T09:00:00Z",
        category: "UserRiskEvents",
        operationName: "User Risk Detection",
        tenantId: "t",
        properties: {},
      },
      places: { riskEventType: "properties.riskEventType" },
    },
  ],
  "azure/pim": [{ shipper: "Graph", base: { id: "1", riskLevel: "high", riskEventType: "staleSignInAlertIncident" } }],
  "m365/audit": m365Of("AzureActiveDirectory", "UserLoggedIn"),
  "m365/exchange": m365Of("Exchange", "New-InboxRule", { eventName: "Operation", status: "ResultStatus" }),
  "m365/threat_management": ALERTS,
  "m365/threat_detection": ALERTS,
};

function upper(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name.replace(/^./, (first) => first.toUpperCase()), value]));
}
