import { buildEvtx, type RecordSpec, textValue } from "#core/decode/format/evtx/testing/build-evtx";
import type { JsonObject } from "#core/event/value";

/** One connection of a small story of our own, and the built-in rules that must find it in whatever form it is told. */
export interface Contact {
  readonly why: string;
  readonly image: string;
  readonly remote: string;
  readonly port: number;
  readonly isInbound?: true;
  readonly transport?: "udp";
  readonly fires: readonly string[];
}

const FRAMEWORK = "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\";
const HTTP = "MSBuild Making Network Connections";
const OTHER_PORT = "MSBuild Connecting to Non-Standard Ports";
const INSTALLER = "Msiexec Connecting Over HTTP";

export const STORY: readonly Contact[] = [
  { why: "public, 443", image: `${FRAMEWORK}MSBuild.exe`, remote: "203.0.113.9", port: 443, fires: [HTTP] },
  { why: "private, 80, lower-case path", image: `${FRAMEWORK}msbuild.exe`.toLowerCase(), remote: "10.0.0.8", port: 80, fires: [HTTP] },
  { why: "another port", image: `${FRAMEWORK}MSBuild.exe`, remote: "203.0.113.9", port: 8443, fires: [OTHER_PORT] },
  { why: "loopback, IPv6", image: `${FRAMEWORK}MSBuild.exe`, remote: "0:0:0:0:0:0:0:1", port: 443, fires: [HTTP] },
  { why: "inbound", image: `${FRAMEWORK}MSBuild.exe`, remote: "203.0.113.9", port: 443, isInbound: true, fires: [] },
  { why: "only ends alike", image: "C:\\Tools\\notmsbuild.exe", remote: "203.0.113.9", port: 443, fires: [] },
  { why: "installer, 80", image: "C:\\Windows\\System32\\msiexec.exe", remote: "198.51.100.4", port: 80, fires: [INSTALLER] },
  { why: "installer, 8080", image: "C:\\Windows\\System32\\msiexec.exe", remote: "198.51.100.4", port: 8080, fires: [] },
  {
    why: "installer, UDP",
    image: "C:\\Windows\\System32\\msiexec.exe",
    remote: "198.51.100.4",
    port: 443,
    transport: "udp",
    fires: [INSTALLER],
  },
];

const LOCAL = "10.1.2.3";
const EPHEMERAL = 50_123;

/** Seconds after nine; every contact is another process. */
const time = (at: number) => new Date(Date.UTC(2026, 2, 9, 9, 0, at)).toISOString();
const guid = (at: number) => `91b7584a-d8f1-69ae-0001-0000000009${String(at).padStart(2, "0")}`;
const nameOf = (image: string) => image.slice(image.lastIndexOf("\\") + 1);

interface Ends {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** Whoever opens the connection is its source. */
function ends({ remote, port, isInbound }: Contact): Ends {
  return isInbound
    ? { source: remote, sourcePort: EPHEMERAL, destination: LOCAL, destinationPort: port }
    : { source: LOCAL, sourcePort: EPHEMERAL, destination: remote, destinationPort: port };
}

function eventData(contact: Contact, at: number): Readonly<Record<string, string>> {
  const { source, sourcePort, destination, destinationPort } = ends(contact);
  return {
    RuleName: "-",
    UtcTime: time(at).replace("T", " ").replace("Z", ""),
    ProcessGuid: `{${guid(at)}}`,
    ProcessId: String(4_000 + at),
    Image: contact.image,
    User: "CORP\\ana",
    Protocol: contact.transport ?? "tcp",
    Initiated: String(!contact.isInbound),
    SourceIp: source,
    SourcePort: String(sourcePort),
    DestinationIp: destination,
    DestinationPort: String(destinationPort),
  };
}

const CHANNEL = "Microsoft-Windows-Sysmon/Operational";
const PROVIDER = "Microsoft-Windows-Sysmon";

function flat(host: string, contact: Contact, at: number): JsonObject {
  const envelope = {
    EventTime: time(at).slice(0, 19).replace("T", " "),
    Hostname: host,
    EventID: 3,
    SourceName: PROVIDER,
    Channel: CHANNEL,
  };
  return { ...envelope, RecordNumber: 700 + at, ...eventData(contact, at) };
}

function nested(host: string, contact: Contact, at: number): JsonObject {
  const winlog = { channel: CHANNEL, provider_name: PROVIDER, event_id: "3", computer_name: host, record_id: 700 + at };
  return { "@timestamp": time(at), ecs: { version: "8.0.0" }, winlog: { ...winlog, event_data: eventData(contact, at) } };
}

function endpoint(host: string, contact: Contact, at: number): JsonObject {
  const { source, sourcePort, destination, destinationPort } = ends(contact);
  const action = contact.isInbound ? "connection_accepted" : "connection_attempted";
  return {
    "@timestamp": time(at),
    agent: { type: "endpoint" },
    ecs: { version: "8.10.0" },
    host: { name: host, hostname: host, id: host, os: { type: "windows" } },
    user: { name: "ana", domain: "CORP" },
    process: { name: nameOf(contact.image), executable: contact.image, entity_id: `entity-${guid(at)}`, pid: 4_000 + at },
    event: { kind: "event", category: ["network"], type: ["start"], action, dataset: "endpoint.events.network" },
    network: { transport: contact.transport ?? "tcp", direction: contact.isInbound ? "ingress" : "egress" },
    source: { ip: source, port: sourcePort },
    destination: { ip: destination, port: destinationPort },
  };
}

function defender(host: string, contact: Contact, at: number): Readonly<Record<string, string | number>> {
  return {
    Timestamp: time(at),
    DeviceId: "0123456789abcdef0123456789abcdef01234567",
    DeviceName: host,
    ActionType: contact.isInbound ? "InboundConnectionAccepted" : "ConnectionSuccess",
    RemoteIP: contact.remote,
    RemotePort: contact.isInbound ? EPHEMERAL : contact.port,
    LocalIP: LOCAL,
    LocalPort: contact.isInbound ? contact.port : EPHEMERAL,
    Protocol: contact.transport === "udp" ? "Udp" : "Tcp",
    InitiatingProcessFileName: nameOf(contact.image).toLowerCase(),
    InitiatingProcessFolderPath: contact.image.toLowerCase(),
    InitiatingProcessId: 4_000 + at,
    InitiatingProcessCommandLine: nameOf(contact.image),
    InitiatingProcessCreationTime: time(at - 5),
  };
}

function evtxRecord(host: string, contact: Contact, at: number): RecordSpec {
  const data = Object.entries(eventData(contact, at));
  const leaf = (element: string, text: string) => ({ element, content: [text] });
  const system = [
    { element: "Provider", attributes: [["Name", [PROVIDER]] as const] },
    leaf("EventID", "3"),
    { element: "TimeCreated", attributes: [["SystemTime", [time(at)]] as const] },
    leaf("EventRecordID", String(EVTX_FIRST + at)),
    leaf("Channel", CHANNEL),
    leaf("Computer", host),
  ];
  const values = data.map(([, value]) => textValue(value));
  const named = data.map(([name], index) => ({
    element: "Data",
    attributes: [["Name", [name]] as const],
    content: [{ substitution: index }],
  }));
  const event = {
    element: "Event",
    content: [
      { element: "System", content: system },
      { element: "EventData", content: named },
    ],
  };
  return { id: EVTX_FIRST + at, event: [{ template: `contact ${at}`, definition: [event], values }] };
}

const EVTX_FIRST = 4_100;

function csv(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const quoted = (value: string | number | undefined) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  return [names.join(","), ...rows.map((row) => names.map((name) => quoted(row[name])).join(","))].join("\r\n");
}

/** The story as a file of one form. `record` is the number the contract gives the contact at a place in the story. */
export interface Telling {
  readonly name: string;
  readonly bytes: Buffer;
  readonly record: (at: number) => number;
}

/** The same story as every source tells it; names say nothing of the form. */
export function tellings(host: string): readonly Telling[] {
  const told = <T>(tell: (host: string, contact: Contact, at: number) => T) => STORY.map((contact, at) => tell(host, contact, at));
  const lines = (bodies: readonly unknown[]) => Buffer.from(bodies.map((body) => JSON.stringify(body)).join("\n"));
  const streamed = told(defender).map((properties) => ({
    category: "AdvancedHunting-DeviceNetworkEvents",
    time: properties.Timestamp,
    properties,
  }));
  return [
    { name: "sysmon-flat", bytes: lines(told(flat)), record: (at) => at + 1 },
    { name: "sysmon-array", bytes: Buffer.from(JSON.stringify(told(nested), null, 2)), record: (at) => at + 1 },
    { name: "endpoint", bytes: lines(told(endpoint)), record: (at) => at + 1 },
    { name: "defender-stream", bytes: lines(streamed), record: (at) => at + 1 },
    { name: "defender-csv", bytes: Buffer.from(csv(told(defender))), record: (at) => at + 2 },
    {
      name: "sysmon-evtx",
      bytes: buildEvtx({ chunks: [told(evtxRecord).slice(0, 4), told(evtxRecord).slice(4)] }),
      record: (at) => EVTX_FIRST + at,
    },
  ];
}
