import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "#core/event/value";
import { normalise } from "#core/normalise/normalise";
import type { Catalog } from "../bind/session.ts";
import { runQuery } from "../query.ts";
import { type JsonCell, jsonCell } from "../run/print.ts";
import { parseDatetime } from "../value/parse-time.ts";
import { heldCatalog } from "./catalog.ts";
import { tableSources, tablesOf } from "./event-row.ts";
import { EventTables } from "./held-tables.ts";
import { TABLES } from "./schema.ts";
import { tableNeeds } from "./table-needs.ts";

const windows = (channel: string, eventId: number, data: JsonObject, record = 1): JsonObject => ({
  Event: {
    System: {
      Provider: {
        Name:
          channel === "Security"
            ? "Microsoft-Windows-Security-Auditing"
            : channel.includes("Sysmon")
              ? "Microsoft-Windows-Sysmon"
              : "Service Control Manager",
      },
      EventID: eventId,
      Level: 0,
      Task: 13312,
      EventRecordID: record,
      Channel: channel,
      Computer: "ws1.example.org",
      TimeCreated: { SystemTime: "2026-03-09T09:00:00.0000000Z" },
    },
    EventData: data,
  },
});
const SYSMON = "Microsoft-Windows-Sysmon/Operational";
const START = {
  SubjectUserSid: "S-1-5-21-1-1001",
  SubjectUserName: "ann",
  SubjectDomainName: "CORP",
  SubjectLogonId: "0x3e7",
  NewProcessId: "0x1a4",
  NewProcessName: "C:\\Windows\\System32\\cmd.exe",
  TokenElevationType: "%%1937",
  ProcessId: "0x64",
  CommandLine: "cmd /c whoami",
  TargetUserSid: "S-1-5-18",
  TargetUserName: "svc",
  TargetDomainName: "CORP",
  ParentProcessName: "C:\\Windows\\explorer.exe",
  MandatoryLabel: "S-1-16-12288",
};

const BODIES: readonly JsonObject[] = [
  windows("Security", 4688, START, 1),
  windows(
    "Security",
    4624,
    {
      TargetUserSid: "S-1-5-21-9",
      TargetUserName: "bob",
      TargetDomainName: "CORP",
      TargetLogonId: "0x99",
      LogonType: "10",
      IpAddress: "10.0.0.9",
      WorkstationName: "WS9",
    },
    2,
  ),
  windows("Security", 4697, { SubjectUserName: "ann", ServiceName: "evil", ServiceFileName: "c:\\e.exe", ServiceType: "0x10" }, 3),
  windows("System", 7045, { ServiceName: "evil", ImagePath: "c:\\e.exe" }, 4),
  windows(
    SYSMON,
    13,
    {
      EventType: "SetValue",
      UtcTime: "2026-03-09 09:00:01.000",
      Image: "C:\\x.exe",
      TargetObject: "HKLM\\SOFTWARE\\Run\\Evil",
      Details: "DWORD (0x00000001)",
    },
    5,
  ),
  windows(SYSMON, 22, { UtcTime: "2026-03-09 09:00:02.000", Image: "C:\\x.exe", QueryName: "evil.example", QueryResults: "1.2.3.4;" }, 6),
  windows(
    SYSMON,
    7,
    {
      UtcTime: "2026-03-09 09:00:03.000",
      Image: "C:\\x.exe",
      ImageLoaded: "C:\\y.dll",
      Hashes: "SHA1=AA11AA11AA11AA11AA11AA11AA11AA11AA11AA11",
      Signed: "true",
      Signature: "Evil Corp",
      SignatureStatus: "Valid",
    },
    7,
  ),
  windows(
    SYSMON,
    1,
    { UtcTime: "2026-03-09 09:00:04.000", Image: "C:\\x.exe", CommandLine: 'x <"&', User: "CORP\\ann", ParentImage: "C:\\p.exe" },
    8,
  ),
  {
    "@timestamp": "2026-03-10T09:00:00.000Z",
    agent: { type: "endpoint", id: "a" },
    event: { id: "e1", category: ["network"], type: ["start"], dataset: "endpoint.events.network" },
    host: { name: "lab2", os: { type: "windows" } },
    process: { pid: 7, executable: "C:\\x.exe", name: "x.exe" },
    source: { ip: "10.0.0.5", port: 50000 },
    destination: { ip: "8.8.8.8", port: 443 },
    network: { direction: "egress", transport: "tcp" },
  },
  {
    time: "2026-03-10T10:00:00Z",
    category: "AdvancedHunting-DeviceInfo",
    properties: {
      Timestamp: "2026-03-10T10:00:00.1234567Z",
      DeviceId: "d1",
      DeviceName: "mde.example.org",
      OSPlatform: "Windows11",
      PublicIP: "5.5.5.5",
    },
  },
  {
    time: "2026-03-10T10:00:00Z",
    category: "AdvancedHunting-EmailEvents",
    properties: { Timestamp: "2026-03-10T10:00:00Z", NetworkMessageId: "n" },
  },
];

const EVENTS = BODIES.map((body, index) => {
  const event = normalise(
    { shape: "json", body, position: { file: "f", record: index + 1 } },
    { receivedAt: Date.UTC(2026, 2, 11) * 1_000 },
  );
  if ("kind" in event) throw new Error(event.detail);
  return event;
});

let catalog: Catalog;
beforeAll(() => {
  const tables = new EventTables();
  for (const event of EVENTS) tables.take(event);
  catalog = heldCatalog(tables.tables());
});

async function ask(query: string, over: Catalog = catalog): Promise<readonly (readonly JsonCell[])[]> {
  const result = await runQuery(query, { catalog: over, now: parseDatetime("2026-03-11") ?? 0n });
  if (!result.ok) throw new Error(result.diagnostic.message);
  const rows: (readonly JsonCell[])[] = [];
  for await (const batch of result.rows)
    for (const { cells } of batch) rows.push(result.columns.map(({ type }, i) => jsonCell(cells[i] ?? null, type)));
  return rows;
}

describe("a record of the Security log", () => {
  test("is a row of SecurityEvent, with what Sentinel makes of it", async () => {
    const query =
      "SecurityEvent | where EventID == 4688 | project Account, AccountType, SubjectAccount, TargetAccount, Process, NewProcessId, CommandLine, Activity, Computer, Task";
    expect(await ask(query)).toEqual([
      [
        "CORP\\ann",
        "User",
        "CORP\\ann",
        "CORP\\svc",
        "cmd.exe",
        "0x1a4",
        "cmd /c whoami",
        "4688 - A new process has been created.",
        "ws1.example.org",
        13312,
      ],
    ]);
    expect(await ask("SecurityEvent | where EventID == '4624' | project Account, LogonType, LogonTypeName, IpAddress")).toEqual([
      ["CORP\\bob", 10, "10 - RemoteInteractive", "10.0.0.9"],
    ]);
    expect(
      await ask(
        "SecurityEvent | where EventID == 4697 | project D = parse_xml(EventData) | project N = tostring(D.EventData.Data[1]['#text'])",
      ),
    ).toEqual([["evil"]]);
  });

  test("is Defender's row too: who ran it as whom, how high, and the service it installed", async () => {
    const query =
      "DeviceProcessEvents | where FileName == 'cmd.exe' | project AccountName, AccountSid, InitiatingProcessAccountName, ProcessId, InitiatingProcessId, ProcessTokenElevation, ProcessIntegrityLevel, LogonId, ReportId, InitiatingProcessFileName";
    expect(await ask(query)).toEqual([["svc", "S-1-5-18", "ann", 420, 100, "TokenElevationTypeFull", "High", 999, 1, "explorer.exe"]]);
    expect(
      await ask(
        "DeviceEvents | where ActionType == 'ServiceInstalled' | project AdditionalFields.ServiceName, parse_json(AdditionalFields).ImagePath",
      ),
    ).toEqual([
      ["evil", "c:\\e.exe"],
      ["evil", "c:\\e.exe"],
    ]);
  });
});

describe("a record of Sysmon", () => {
  test("is a row of Event whose data stand where Sysmon writes them, whoever shipped it", async () => {
    const query =
      "Event | where Source == 'Microsoft-Windows-Sysmon' and EventID == 1 | extend D = parse_xml(EventData).DataItem.EventData.Data | project tostring(D[4]['#text']), tostring(D[10]['#text']), tostring(D[20]['#text']), tostring(D[9]['@Name'])";
    expect(await ask(query)).toEqual([["C:\\x.exe", 'x <"&', "C:\\p.exe", "OriginalFileName"]]);
    expect(await ask("WindowsEvent | where EventID == 22 | project Channel, EventData.QueryName, Provider")).toEqual([
      [SYSMON, "evil.example", "Microsoft-Windows-Sysmon"],
    ]);
  });

  test("is a row of a Device table with Defender's words", async () => {
    expect(
      await ask("DeviceRegistryEvents | project ActionType, RegistryKey, RegistryValueName, RegistryValueType, RegistryValueData"),
    ).toEqual([["RegistryValueSet", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Run", "Evil", "Dword", "1"]]);
    expect(await ask("DeviceEvents | where ActionType == 'DnsQueryResponse' | project AdditionalFields.DnsQueryString")).toEqual([
      ["evil.example"],
    ]);
    expect(await ask("DeviceFileCertificateInfo | project SHA1, Signer, IsSigned, IsTrusted")).toEqual([
      ["aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11", "Evil Corp", true, true],
    ]);
  });
});

test("an event of Endpoint answers DeviceNetworkEvents in both dialects", async () => {
  const query = (time: string) =>
    `DeviceNetworkEvents | where ${time} > ago(1d) | project ${time}, DeviceName, RemoteIP, RemotePort, RemoteIPType, Protocol, LocalIP, InitiatingProcessFileName, ActionType`;
  const expected = [["2026-03-10T09:00:00.0000000Z", "lab2", "8.8.8.8", 443, "Public", "Tcp", "10.0.0.5", "x.exe", "ConnectionSuccess"]];
  expect(await ask(query("Timestamp"))).toEqual(expected);
  expect(await ask(query("TimeGenerated"))).toEqual(expected);
});

test("DeviceInfo has a row a device and day, Defender's own where it was shipped, and says that it is derived", async () => {
  expect(await ask("DeviceInfo | project DeviceName, OSPlatform, PublicIP, day = startofday(Timestamp) | sort by DeviceName asc")).toEqual([
    ["lab2", "Windows", "", "2026-03-10T00:00:00.0000000Z"],
    ["mde.example.org", "Windows11", "5.5.5.5", "2026-03-10T00:00:00.0000000Z"],
    ["ws1.example.org", "Windows", "", "2026-03-09T00:00:00.0000000Z"],
  ]);
  const result = await runQuery(
    "DeviceInfo | where DeviceName == 'ws1.example.org' | mv-expand U = LoggedOnUsers | project tostring(U.UserName)",
    { catalog, now: 0n },
  );
  expect(result).toMatchObject({ notices: [expect.stringContaining("DeviceInfo is derived")] });
});

test("a row of mail is a row of none of these tables", () => {
  expect(EVENTS.slice(-1).flatMap(tablesOf)).toEqual([]);
});

test("every event of a table is among those its sources name", () => {
  for (const event of EVENTS) {
    for (const table of tablesOf(event)) {
      const isNamed = tableSources(table).some(
        ({ classes, sources }) => (classes === "any" || classes.includes(event.class)) && (!sources || sources.includes(event.source)),
      );
      expect([table, event.class, isNamed]).toEqual([table, event.class, true]);
    }
  }
});

test.each([
  ["DeviceProcesEvents | take 1", "unknown-table", "DeviceProcessEvents"],
  ["SecurityEvents | take 1", "unknown-table", "SecurityEvent"],
  ["DeviceEvents | where ActionTyp == 'x'", "unknown-column", "ActionType"],
])("%s is refused with the nearest names", async (query, code, name) => {
  expect(await runQuery(query, { catalog, now: 0n })).toMatchObject({
    ok: false,
    diagnostic: { code, message: expect.stringContaining(name) },
  });
});

test("no table has a column twice", () => {
  for (const [table, columns] of TABLES) expect([table, new Set(columns.map(({ name }) => name)).size]).toEqual([table, columns.length]);
});

describe("rows and columns no query reads are left out, and the answer is the same", () => {
  const queries = [
    "DeviceProcessEvents | where FileName =~ 'CMD.exe' | project FileName, AccountName",
    "DeviceProcessEvents | where Timestamp > ago(30d) and FileName has 'cmd' | summarize count() by InitiatingProcessFileName",
    "DeviceProcessEvents | where FileName != 'cmd.exe'",
    "search 'evil' | project $table, Timestamp | summarize count() by $table",
    "union Device* | where DeviceName startswith 'ws1' | summarize count(), make_set(ActionType)",
    "let hosts = DeviceEvents | where ActionType == 'DnsQueryResponse' | distinct DeviceId; DeviceRegistryEvents | where DeviceId in (hosts) | project RegistryKey",
    "DeviceRegistryEvents | where DeviceName == toscalar(DeviceEvents | where ActionType == 'DnsQueryResponse' | project DeviceName) | count",
    "DeviceEvents | where not(ActionType == 'ServiceInstalled' or ActionType has 'Dns') | project ActionType, pack_all()",
    "DeviceEvents | evaluate bag_unpack(AdditionalFields) | where ActionType == 'ServiceInstalled' | project ServiceName",
    "DeviceImageLoadEvents | invoke FileProfile(SHA1, 10) | project SHA1, GlobalPrevalence, Signer",
    "SecurityEvent | where EventID == '4688' | join kind=inner (DeviceProcessEvents | where FileName == 'cmd.exe') on $left.Computer == $right.DeviceName | project Account, CommandLine, ProcessCommandLine",
    "DeviceInfo | join kind=leftanti (DeviceEvents | where ActionType == 'ServiceInstalled') on DeviceId | project DeviceName",
    "Event | where EventData has 'evil.example' | project EventID",
    "DeviceNetworkEvents | where RemotePort == '443' or isempty(RemoteIP) | project RemoteIP",
    "find in (DeviceProcessEvents, DeviceEvents) where FileName == 'cmd.exe' project FileName, pack_all()",
  ];
  test.each(queries)("%s", async (query) => {
    const tables = new EventTables(await tableNeeds([query]));
    for (const event of EVENTS) tables.take(event);
    expect(await ask(query, heldCatalog(tables.tables()))).toEqual(await ask(query));
  });

  test("together as alone", async () => {
    const tables = new EventTables(await tableNeeds(queries));
    for (const event of EVENTS) tables.take(event);
    for (const query of queries) expect(await ask(query, heldCatalog(tables.tables()))).toEqual(await ask(query));
  });

  test("of a table that one query filters, only what may matter is kept", async () => {
    const tables = new EventTables(await tableNeeds(["DeviceProcessEvents | where FileName == 'nothing.exe' | project FileName"]));
    expect(EVENTS.filter((event) => tables.take(event))).toEqual([]);
  });
});
