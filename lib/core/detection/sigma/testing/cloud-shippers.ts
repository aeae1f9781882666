import type { JsonObject, Scalar } from "#core/event/value";
import type { Place, Shipper } from "./native-shapes.ts";
import { nested } from "./nested.ts";

const AWS: JsonObject = { eventVersion: "1.08", eventTime: "2026-03-09T09:00:00Z", eventSource: "iam.amazonaws.com", eventName: "x" };

/** Members that are objects in the real record: what a rule looks for in them is somewhere inside. */
const inside =
  (path: string): Place =>
  (value) =>
    nested(path, { description: String(value) });

const cloudTrail: { readonly [name: string]: Place } = {
  requestParameters: inside("requestParameters"),
  responseElements: inside("responseElements"),
  "requestParameters.containerDefinitions.command": "requestParameters.containerDefinitions[].command[]",
  "requestParameters.layers": "requestParameters.layers[]",
  "requestParameters.attribute": "requestParameters.attribute",
};

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

/** What shippers of AWS, Google, Okta and other services write, by log source. */
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
