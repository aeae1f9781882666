import type { JsonObject } from "#core/event/value";
import type { Place, Shipper } from "./native-shapes.ts";
import { ENDS, ecsAccount, ecsHashes } from "./sensor-shippers.ts";

type Places = { readonly [name: string]: Place };

/** What the pipelines of Elastic's integrations move out of `event_data` (telemetry.md §1.4); the rest stays there. */
const MOVED: Places = {
  Image: "process.executable",
  CommandLine: "process.command_line",
  CurrentDirectory: "process.working_directory",
  ParentImage: "process.parent.executable",
  ParentCommandLine: "process.parent.command_line",
  User: ecsAccount("user"),
  OriginalFileName: "process.pe.original_file_name",
  Hashes: ecsHashes("process"),
};
const SOURCE: Places = { SourceImage: "process.executable" };
const CONNECTION: Places = { ...MOVED, ...ENDS };
const FILE: Places = { ...MOVED, TargetFilename: "file.path" };
const LOADED: Places = {
  ...MOVED,
  ImageLoaded: "file.path",
  OriginalFileName: "file.pe.original_file_name",
  Hashes: ecsHashes("file"),
  Signature: "file.code_signature.subject_name",
  SignatureStatus: "file.code_signature.status",
};
/** A number becomes its decimal text, and its type a name of the pipeline's own. */
const details: Place = (value) => {
  const dword = /^DWORD \(0x([0-9a-f]+)\)$/i.exec(String(value))?.[1];
  const [type, text] = dword === undefined ? ["REG_SZ", String(value)] : ["SZ_DWORD", String(Number.parseInt(dword, 16))];
  // QWORDs come out wrong (telemetry.md §1.7.2), and of binary data only its type is kept.
  if (/^QWORD /i.test(String(value))) return undefined;
  const data: JsonObject = value === "Binary Data" ? { type: "REG_BINARY" } : { type, strings: [text] };
  return { registry: { data } };
};
const REGISTRY: Places = { ...MOVED, TargetObject: "registry.path", Details: details };

const agent = (id: number, places: Places, more: JsonObject = {}): Shipper => ({
  shipper: "Elastic Agent, processed",
  base: {
    "@timestamp": "2026-03-09T09:00:00.123Z",
    agent: { type: "filebeat" },
    data_stream: { dataset: "windows.sysmon_operational" },
    event: { code: String(id), module: "sysmon", provider: "Microsoft-Windows-Sysmon" },
    host: { name: "WS-07", os: { type: "windows" } },
    process: { pid: 4711, entity_id: "{b669e388-4a98-5ee0-1704-000000000300}" },
    winlog: {
      channel: "Microsoft-Windows-Sysmon/Operational",
      provider_name: "Microsoft-Windows-Sysmon",
      event_id: String(id),
      computer_name: "WS-07",
      record_id: "77",
      event_data: more,
    },
  },
  under: "winlog.event_data",
  places: { ...places, EventID: () => ({}), Provider_Name: () => ({}), Computer: "winlog.computer_name" },
});

/** Sysmon's records as Elastic's own pipeline leaves them, by category. */
export const AGENT: { readonly [category: string]: readonly Shipper[] } = {
  process_creation: [agent(1, MOVED)],
  network_connection: [agent(3, CONNECTION)],
  driver_load: [agent(6, LOADED)],
  image_load: [agent(7, LOADED)],
  create_remote_thread: [agent(8, SOURCE)],
  process_access: [agent(10, SOURCE)],
  file_event: [agent(11, FILE)],
  registry_add: [agent(12, REGISTRY, { EventType: "CreateKey" })],
  registry_delete: [agent(12, REGISTRY, { EventType: "DeleteValue" })],
  registry_set: [agent(13, REGISTRY, { EventType: "SetValue" })],
  registry_event: [agent(13, REGISTRY, { EventType: "SetValue" })],
  pipe_created: [agent(17, { ...MOVED, PipeName: "file.name" }, { EventType: "CreatePipe" })],
  dns_query: [agent(22, { ...MOVED, QueryName: "dns.question.name" })],
  file_delete: [agent(23, FILE)],
};
