import { type Channel, type JsonRecord, sysmonRecord } from "./record.ts";

/** A running process of the story. */
export interface SampleProcess {
  readonly guid: string;
  readonly pid: number;
  readonly image: string;
  readonly commandLine: string;
  readonly user: string;
}

export interface Start {
  readonly image: string;
  readonly commandLine: string;
  readonly user: string;
  readonly integrity?: "Low" | "Medium" | "High" | "System";
  readonly directory?: string;
  readonly original?: string;
  readonly company?: string;
}

export interface Contact {
  readonly address: string;
  readonly port: number;
  readonly name?: string;
  readonly transport?: "tcp" | "udp";
}

const hex = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width, "0");

/**
 * One host of the story: hands out pids, GUIDs and record numbers in the order its events are told, so that the same story is
 * always the same bytes. Times are milliseconds since the epoch.
 */
export class Machine {
  private pid: number;
  private record: number;
  private serial = 0;
  private readonly channel: Channel;

  constructor(
    private readonly name: string,
    private readonly address: string,
    private readonly seed: number,
    private readonly tell: (at: number, record: JsonRecord) => void,
  ) {
    this.pid = 1_000 + seed * 37;
    this.record = 100_000 * seed;
    this.channel = { host: name, next: () => ++this.record };
  }

  /** A process that was there before the story begins: known only from what it starts. */
  existing(at: number, image: string, commandLine: string, user: string): SampleProcess {
    return this.identity(at, image, commandLine, user);
  }

  start(at: number, parent: SampleProcess, what: Start): SampleProcess {
    const process = this.identity(at, what.image, what.commandLine, what.user);
    this.write(at, 1, process, {
      CommandLine: what.commandLine,
      CurrentDirectory: what.directory ?? "C:\\Windows\\System32\\",
      LogonGuid: this.guid(at - (at % 86_400_000), 0xffff),
      LogonId: what.integrity === "System" ? "0x3e7" : `0x${(0x4f1a0 + this.seed).toString(16)}`,
      TerminalSessionId: what.integrity === "System" ? "0" : "1",
      IntegrityLevel: what.integrity ?? "Medium",
      Company: what.company ?? "Microsoft Corporation",
      OriginalFileName: what.original ?? what.image.split("\\").at(-1) ?? "",
      Hashes: `SHA256=${fakeHash(what.image)}`,
      ParentProcessGuid: parent.guid,
      ParentProcessId: String(parent.pid),
      ParentImage: parent.image,
      ParentCommandLine: parent.commandLine,
      ParentUser: parent.user,
    });
    return process;
  }

  connect(at: number, process: SampleProcess, { address, port, name, transport = "tcp" }: Contact): void {
    this.write(at, 3, process, {
      Protocol: transport,
      Initiated: "true",
      SourceIsIpv6: String(address.includes(":")),
      SourceIp: address.includes(":") ? `fd00:10:20::${hex(this.seed, 2).toLowerCase()}` : this.address,
      SourceHostname: this.name,
      SourcePort: String(49_700 + (this.record % 9_000)),
      DestinationIsIpv6: String(address.includes(":")),
      DestinationIp: address,
      DestinationHostname: name ?? "-",
      DestinationPort: String(port),
      DestinationPortName: port === 443 ? "https" : port === 80 ? "http" : "-",
    });
  }

  resolve(at: number, process: SampleProcess, name: string, addresses: readonly string[]): void {
    const results = addresses.map((address) => (address.includes(":") ? address : `::ffff:${address}`));
    this.write(at, 22, process, { QueryName: name, QueryStatus: "0", QueryResults: `${results.join(";")};` });
  }

  create(at: number, process: SampleProcess, file: string): void {
    this.write(at, 11, process, { TargetFilename: file, CreationUtcTime: utc(at) });
  }

  load(at: number, process: SampleProcess, library: string): void {
    this.write(at, 7, process, {
      ImageLoaded: library,
      Hashes: `SHA256=${fakeHash(library)}`,
      Signed: "true",
      Signature: "Microsoft Corporation",
      SignatureStatus: "Valid",
    });
  }

  setValue(at: number, process: SampleProcess, target: string, details: string): void {
    this.write(at, 13, process, { EventType: "SetValue", TargetObject: target, Details: details });
  }

  stop(at: number, process: SampleProcess): void {
    this.write(at, 5, process, {});
  }

  private identity(at: number, image: string, commandLine: string, user: string): SampleProcess {
    this.pid += 4 * (1 + (this.serial % 7));
    return { guid: this.guid(at, ++this.serial), pid: this.pid, image, commandLine, user };
  }

  /** As Sysmon makes them: machine, start time in seconds, serial. */
  private guid(at: number, serial: number): string {
    const seconds = Math.floor(at / 1_000);
    const low = hex(seconds % 65_536, 4);
    return `{${hex(0xb170_0000 + this.seed, 8)}-${low}-${hex(Math.floor(seconds / 65_536), 4)}-${hex(serial % 65_536, 4)}-00000000${hex(this.seed, 4)}}`;
  }

  private write(at: number, eventId: number, process: SampleProcess, data: JsonRecord): void {
    const actor = { UtcTime: utc(at), ProcessGuid: process.guid, ProcessId: String(process.pid), Image: process.image, User: process.user };
    this.tell(at, sysmonRecord(this.channel, at, eventId, { ...actor, ...data }));
  }
}

function utc(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 23);
}

/** A stand-in for a file's hash: 64 hex digits that depend on the path alone and belong to no real file. */
function fakeHash(path: string): string {
  let state = 0x811c9dc5;
  let digits = "";
  while (digits.length < 64) {
    for (const char of path.toLowerCase()) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193) >>> 0;
    digits += hex(state, 8);
  }
  return digits;
}
