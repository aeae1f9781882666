import type { JsonObject, Scalar } from "#core/event/value";
import type { Place, Shipper } from "./native-shapes.ts";

const AWS: JsonObject = { eventVersion: "1.08", eventTime: "2026-03-09T09:00:00Z", eventSource: "iam.amazonaws.com", eventName: "x" };

/** Members that are objects in the real record: what a rule looks for in them is somewhere inside. */
const inside =
  (path: string): Place =>
  (value) =>
    nested(path, { description: String(value) });

function nested(path: string, value: JsonObject | string | number | boolean | readonly JsonObject[]): JsonObject {
  const [head = "", ...rest] = path.split(".");
  return { [head]: rest.length === 0 ? value : nested(rest.join("."), value) };
}

const pair =
  (path: string, key: string, value: string) =>
  (name: string): Place =>
  (text) =>
    nested(path, [{ [key]: name, [value]: String(text) }]);

const cloudTrail: { readonly [name: string]: Place } = {
  requestParameters: inside("requestParameters"),
  responseElements: inside("responseElements"),
  "requestParameters.containerDefinitions.command": "requestParameters.containerDefinitions[].command[]",
  "requestParameters.layers": "requestParameters.layers[]",
  "requestParameters.attribute": "requestParameters.attribute",
};

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

const GCP: JsonObject = {
  logName: "projects/p/logs/cloudaudit.googleapis.com%2Factivity",
  timestamp: "2026-03-09T09:00:00Z",
  protoPayload: { serviceName: "x.googleapis.com" },
};
const gcpPlaces = (at: string): { readonly [name: string]: Place } => ({
  "gcp.audit.method_name": `${at}protoPayload.methodName`,
  "data.protoPayload.methodName": `${at}protoPayload.methodName`,
  "data.protoPayload.serviceName": `${at}protoPayload.serviceName`,
  "data.protoPayload.resource.type": `${at}resource.type`,
  "data.protoPayload.logName": `${at}logName`,
  "data.protoPayload.authorizationInfo.permission": `${at}protoPayload.authorizationInfo[].permission`,
  "data.protoPayload.authorizationInfo.granted": `${at}protoPayload.authorizationInfo[].granted`,
});
const workspace = (application: string): readonly Shipper[] => [
  {
    shipper: "Cloud Logging",
    base: { ...GCP, protoPayload: { serviceName: `${application}.googleapis.com`, metadata: { event: [{}] } } },
    places: {
      eventService: "protoPayload.serviceName",
      eventName: "protoPayload.metadata.event[].eventName",
      setting_name: (value) => ({
        protoPayload: {
          metadata: { event: [{ eventName: "CHANGE_APPLICATION_SETTING", parameter: [{ name: "SETTING_NAME", value: String(value) }] }] },
        },
      }),
      new_value: (value) => ({
        protoPayload: {
          metadata: { event: [{ eventName: "ENFORCE_STRONG_AUTHENTICATION", parameter: [{ name: "NEW_VALUE", value: String(value) }] }] },
        },
      }),
      "protoPayload.metadata.event.eventName": "protoPayload.metadata.event[].eventName",
      "protoPayload.Servicename": "protoPayload.serviceName",
    },
  },
  {
    shipper: "Reports API",
    base: { kind: "admin#reports#activity", id: { time: "2026-03-09T09:00:00Z", applicationName: application }, events: [{}] },
    places: {
      eventService: () => ({}),
      eventName: "events[].name",
      setting_name: (value) => ({
        events: [{ name: "CHANGE_APPLICATION_SETTING", parameters: [{ name: "SETTING_NAME", value: String(value) }] }],
      }),
      new_value: (value) => ({
        events: [{ name: "ENFORCE_STRONG_AUTHENTICATION", parameters: [{ name: "NEW_VALUE", value: String(value) }] }],
      }),
      "protoPayload.metadata.event.eventName": "events[].name",
      "protoPayload.serviceName": () => ({}),
      "protoPayload.Servicename": () => ({}),
    },
  },
];

const KUBERNETES: JsonObject = {
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  stageTimestamp: "2026-03-09T09:00:00Z",
  verb: "get",
  objectRef: { resource: "pods" },
};

export const CLOUD: { readonly [source: string]: readonly Shipper[] } = {
  "aws/cloudtrail": [
    { shipper: "CloudTrail file", base: AWS, places: cloudTrail, words: "userAgent" },
    {
      shipper: "EventBridge",
      base: { "detail-type": "AWS API Call via CloudTrail", source: "aws.iam", time: "2026-03-09T09:00:00Z", detail: AWS },
      places: Object.fromEntries(
        Object.entries(cloudTrail).map(([name, place]) => [
          name,
          typeof place === "string" ? `detail.${place}` : (value: Scalar) => ({ detail: place(value) ?? {} }),
        ]),
      ),
      under: "detail",
    },
    {
      shipper: "CloudWatch Logs, JSON in the message",
      base: AWS,
      places: cloudTrail,
      wrap: (body) => ({ id: "1", timestamp: 1773046800000, message: JSON.stringify(body) }),
    },
    {
      shipper: "Splunk collector",
      base: AWS,
      places: cloudTrail,
      wrap: (body) => ({ time: 1773046800, host: "h", sourcetype: "aws:cloudtrail", event: body }),
    },
    {
      shipper: "Elastic integration",
      base: { "@timestamp": "2026-03-09T09:00:00Z", event: { dataset: "aws.cloudtrail", provider: "iam.amazonaws.com", action: "x" } },
      under: "aws.cloudtrail",
      isSnake: true,
      places: {
        eventName: "event.action",
        eventSource: "event.provider",
        userAgent: "user_agent.original",
        sourceIPAddress: "source.address",
        requestParameters: "aws.cloudtrail.request_parameters",
        responseElements: "aws.cloudtrail.response_elements",
      },
    },
  ],
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
  "okta/okta": [
    {
      shipper: "System Log",
      base: { eventType: "x.y", published: "2026-03-09T09:00:00Z", actor: { id: "a" }, outcome: { result: "SUCCESS" } },
      places: { "target.displayName": "target[].displayName" },
    },
    {
      shipper: "Elastic integration",
      base: { "@timestamp": "2026-03-09T09:00:00Z", event: { dataset: "okta.system" }, okta: {} },
      under: "okta",
      isSnake: true,
      places: { eventType: "event.action", "target.displayName": "okta.target[].display_name", "outcome.reason": "okta.outcome.reason" },
    },
  ],
  "m365/audit": m365Of("AzureActiveDirectory", "UserLoggedIn"),
  "m365/exchange": m365Of("Exchange", "New-InboxRule", { eventName: "Operation", status: "ResultStatus" }),
  "m365/threat_management": ALERTS,
  "m365/threat_detection": ALERTS,
  "gcp/gcp.audit": [
    { shipper: "Cloud Logging", base: GCP, places: gcpPlaces(""), words: "protoPayload.request.note" },
    { shipper: "Pub/Sub", base: { data: GCP, insertId: "1" }, places: gcpPlaces("data."), words: "data.protoPayload.request.note" },
  ],
  "gcp/google_workspace.admin": workspace("admin"),
  "gcp/google_workspace.login": workspace("login"),
  "github/audit": [{ shipper: "audit log stream", base: { action: "x.y", actor: "a", org: "o", "@timestamp": 1773046802123 } }],
  "bitbucket/audit": [
    { shipper: "audit log", base: { timestamp: "2026-03-09T09:00:00Z", auditType: { area: "x" } } },
    {
      shipper: "Elastic integration",
      base: { event: { dataset: "atlassian_bitbucket.audit" } },
      places: { "auditType.action": "event.action", "auditType.category": "bitbucket.audit.type.category" },
    },
  ],
  "kubernetes/audit": [
    {
      shipper: "audit log",
      base: KUBERNETES,
      places: {
        apiGroup: "objectRef.apiGroup",
        hostPath: (value) => ({ requestObject: { spec: { volumes: [{ hostPath: { path: String(value) } }] } } }),
        capabilities: (value) => ({
          requestObject: { spec: { containers: [{ securityContext: { capabilities: { add: [String(value)] } } }] } },
        }),
      },
    },
    {
      shipper: "Elastic integration",
      base: { event: { dataset: "kubernetes.audit_logs" }, kubernetes: { audit: KUBERNETES } },
      under: "kubernetes.audit",
      places: {
        apiGroup: "kubernetes.audit.objectRef.apiGroup",
        hostPath: (value) => ({ kubernetes: { audit: { requestObject: { spec: { volumes: [{ hostPath: { path: String(value) } }] } } } } }),
        capabilities: (value) => ({
          kubernetes: {
            audit: { requestObject: { spec: { containers: [{ securityContext: { capabilities: { add: [String(value)] } } }] } } },
          },
        }),
      },
    },
  ],
  "onelogin/onelogin.events": [{ shipper: "events API", base: { id: 1, created_at: "2026-03-09T09:00:00Z", event_type_id: 1 } }],
  "cisco/duo": [
    { shipper: "Admin API", base: { txid: "t", isotimestamp: "2026-03-09T09:00:00Z", event_type: "authentication", access_device: {} } },
  ],
};

function upper(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name.replace(/^./, (first) => first.toUpperCase()), value]));
}
