import { describe, expect, test } from "vitest";
import type { FieldValue, JsonObject } from "../../event/value.ts";
import { ask, eventOf, evtxBody, securityBody } from "../testing/event-of.ts";

const GUID = "{b669e388-4a98-5ee0-1704-000000000300}";

describe("the class of a Windows record", () => {
  const sysmon = "Microsoft-Windows-Sysmon/Operational";
  test.each([
    [sysmon, 1, {}, "process_creation"],
    [sysmon.toLowerCase(), 3, {}, "network_connection"],
    [sysmon, 12, { EventType: "CreateKey" }, "registry_add"],
    [sysmon, 12, { EventType: "DeleteKey" }, "registry_delete"],
    [sysmon, 12, { EventType: "DeleteValue" }, "registry_delete"],
    [sysmon, 12, { EventType: "INFO" }, "registry_event"],
    [sysmon, 12, { EventType: "constructor" }, "registry_event"],
    [sysmon, 12, {}, "registry_event"],
    [sysmon, 13, { EventType: "SetValue" }, "registry_set"],
    [sysmon, 18, {}, "pipe_connected"],
    [sysmon, 99, {}, "other"],
    ["security", 4688, {}, "process_creation"],
    ["Security", 5156, {}, "network_connection"],
    ["Security", 1, {}, "other"],
    ["Microsoft-Windows-PowerShell/Operational", 4104, {}, "ps_script"],
    ["PowerShellCore/Operational", 4104, {}, "ps_script"],
    ["Windows PowerShell", 400, {}, "ps_classic_start"],
    ["Microsoft-Windows-Windows Defender/Operational", 1116, {}, "antivirus"],
    ["Microsoft-Windows-Windows Defender/Operational", 5001, {}, "other"],
    ["Application", 1, {}, "other"],
  ])("%s %i %j is %s", (channel, eventId, data, expected) => {
    expect(eventOf(evtxBody(eventId, data, { Channel: channel, Provider: { Name: "any" } })).class).toBe(expected);
  });

  test("a collector's channel gives way to the provider", () => {
    expect(eventOf(evtxBody(1, {}, { Channel: "ForwardedEvents" })).class).toBe("process_creation");
  });
});

describe("a name asked in Sigma's view", () => {
  const creation = securityBody(4688, { NewProcessName: "C:\\a\\b.exe", ParentProcessName: "C:\\a\\p.exe", SubjectUserName: "-" });
  const antivirus = evtxBody(
    1116,
    { "Threat Name": "EICAR", Path: "file:_C:\\x", "Severity Name": "" },
    { Channel: "Microsoft-Windows-Windows Defender/Operational" },
  );
  const unnamed = evtxBody(400, { Data: ["Available", "HostApplication=powershell -enc"] }, { Channel: "Windows PowerShell" });
  const cleared: JsonObject = {
    ...evtxBody(104, {}, { Channel: "System", Provider: { Name: "Microsoft-Windows-Eventlog" } }),
    UserData: { LogFileCleared: { xmlns: "urn:x", SubjectUserName: "bob", Channel: "Security" } },
  };
  test.each<[string, JsonObject, string, FieldValue | undefined]>([
    ["4688's image, by its alias", creation, "Image", "C:\\a\\b.exe"],
    ["4688's parent, by its alias", creation, "ParentImage", "C:\\a\\p.exe"],
    ["nothing but the declared aliases", creation, "User", undefined],
    ["a placeholder, as received", creation, "SubjectUserName", "-"],
    ["Sysmon has no alias", evtxBody(1, { NewProcessName: "x" }), "Image", undefined],
    ["5156 has no alias", securityBody(5156, { Application: "\\device\\x.exe" }), "Image", undefined],
    ["an empty element", evtxBody(8, { StartModule: "" }), "StartModule", ""],
    ["an absent element", evtxBody(8, {}), "StartModule", undefined],
    ["a name written with a space", antivirus, "ThreatName", "EICAR"],
    ["the space itself", antivirus, "Threat Name", "EICAR"],
    ["antivirus signature, by its alias", antivirus, "Signature", "EICAR"],
    ["antivirus file, by its alias", antivirus, "Filename", "file:_C:\\x"],
    ["an empty value by its name without spaces", antivirus, "SeverityName", ""],
    ["unnamed data", unnamed, "Data", ["Available", "HostApplication=powershell -enc"]],
    ["a leaf of UserData", cleared, "SubjectUserName", "bob"],
    ["the log and the log that was cleared", cleared, "Channel", ["System", "Security"]],
    ["no XML namespace", cleared, "xmlns", undefined],
    ["the event id is a number", creation, "EventID", 4688],
    ["the provider", creation, "Provider_Name", "Microsoft-Windows-Security-Auditing"],
    ["the computer", creation, "Computer", "WS-07.corp.example"],
    ["the computer again", creation, "ComputerName", "WS-07.corp.example"],
    ["the level, as a number and as a word", creation, "Level", ["4", "Information"]],
    ["the record id", creation, "EventRecordID", "77"],
    ["the log service's pid", evtxBody(1, {}), "ProcessID", "3320"],
    ["the event's own ProcessID first", securityBody(5156, { ProcessID: "12" }), "ProcessID", "12"],
    ["case matters", creation, "newprocessname", undefined],
    ["no method of objects", creation, "toString", undefined],
    ["no prototype", creation, "__proto__", undefined],
    ["no constructor", creation, "constructor", undefined],
  ])("%s", (_, body, name, expected) => {
    expect(ask(eventOf(body, "windows-event"), "sigma", name)).toEqual(expected);
  });
});

describe("the canonical document", () => {
  const fields = (body: JsonObject) => eventOf(body, "windows-event").fields;

  test("Sysmon 1", () => {
    const document = fields(
      evtxBody(1, {
        UtcTime: "2026-03-09 09:00:00.120",
        ProcessGuid: GUID,
        ProcessId: "4863",
        Image: "C:\\Windows\\MSBuild.exe",
        CommandLine: 'MSBuild.exe "C:\\a b.xml"',
        User: "CORP\\ann",
        IntegrityLevel: "High",
        OriginalFileName: "MSBuild.exe",
        Hashes: "MD5=AA,SHA256=BB,IMPHASH=00000000000000000000000000000000",
        ParentProcessGuid: "{b669e388-4a90-5ee0-1704-000000000200}",
        ParentProcessId: "100",
        ParentImage: "C:\\Windows\\cmd.exe",
        ParentUser: "-",
      }),
    );
    expect(document).toMatchObject({
      "event.category": ["process"],
      "event.type": ["start"],
      "event.code": "1",
      "host.name": "WS-07.corp.example",
      "host.os.type": "windows",
      "process.entity_id": GUID,
      "process.pid": 4863,
      "process.name": "MSBuild.exe",
      "process.args": ["MSBuild.exe", "C:\\a b.xml"],
      "process.start": "2026-03-09T09:00:00.120Z",
      "process.hash.sha256": "bb",
      "process.Ext.token.integrity_level_name": "high",
      "process.parent.name": "cmd.exe",
      "process.parent.pid": 100,
      "process.parent.start": "2020-06-10T02:50:56.000Z",
      "user.domain": "CORP",
      "user.name": "ann",
      "callout.process.key": "sysmon:b669e388-4a98-5ee0-1704-000000000300",
      "callout.parent.key": "sysmon:b669e388-4a90-5ee0-1704-000000000200",
    });
    expect(document).not.toHaveProperty("process.pe.imphash");
    expect(document).not.toHaveProperty("process.parent.user.name");
  });

  const connection = (data: JsonObject) =>
    evtxBody(3, {
      ProcessGuid: GUID,
      SourceIp: "10.0.0.5",
      SourcePort: "50000",
      DestinationIp: "198.51.100.7",
      DestinationPort: "8443",
      ...data,
    });
  test.each([
    ["tcp out", connection({ Initiated: "true", Protocol: "tcp" }), "egress", "198.51.100.7", 8443],
    ["tcp in", connection({ Initiated: "false", Protocol: "tcp" }), "ingress", "10.0.0.5", 50000],
    ["udp in runs from the local end", connection({ Initiated: "false", Protocol: "udp" }), "ingress", "198.51.100.7", 8443],
    ["Initiated may be capitalised", connection({ Initiated: "True", Protocol: "tcp" }), "egress", "198.51.100.7", 8443],
    ["no direction, no remote end", connection({ Initiated: "-" }), undefined, undefined, undefined],
    [
      "5156 out",
      securityBody(5156, { Direction: "%%14593", SourceAddress: "10.0.0.5", DestAddress: "198.51.100.7", DestPort: "443", Protocol: "6" }),
      "egress",
      "198.51.100.7",
      443,
    ],
    [
      "5156 in",
      securityBody(5156, {
        Direction: "%%14592",
        SourceAddress: "198.51.100.7",
        SourcePort: "53",
        DestAddress: "10.0.0.5",
        Protocol: "17",
      }),
      "ingress",
      "198.51.100.7",
      53,
    ],
  ])("the remote end: %s", (_, body, direction, ip, port) => {
    const document = fields(body);
    expect([document["network.direction"], document["callout.remote.ip"], document["callout.remote.port"]]).toEqual([direction, ip, port]);
  });

  test.each([
    ["IPv6 loopback in Sysmon's spelling", "0:0:0:0:0:0:0:1", "::1"],
    ["v4-mapped", "::ffff:192.0.2.1", "192.0.2.1"],
    ["a zone", "fe80::1%12", "fe80::1"],
    ["empty", "", undefined],
    ["a dash", "-", undefined],
  ])("an address: %s", (_, written, canonical) => {
    const event = eventOf(connection({ DestinationIp: written }), "windows-event");
    expect(event.fields["destination.ip"]).toBe(canonical);
    expect(ask(event, "sigma", "DestinationIp")).toBe(written);
    expect(event.warnings).toEqual([]);
  });

  test("a bad address is kept as written, with a warning", () => {
    const event = eventOf(connection({ DestinationIp: "somewhere", DestinationPort: "many" }), "windows-event");
    expect(event.fields).not.toHaveProperty("destination.ip");
    expect(event.fields["destination.address"]).toBe("somewhere");
    expect(event.warnings).toEqual(["bad_ip destination.ip", "bad_number destination.port"]);
  });

  test("4688 counts pids in hex, 5156 in decimal", () => {
    const start = fields(
      securityBody(4688, { NewProcessId: "0x1a4", ProcessId: "0x10", NewProcessName: "C:\\a.exe", MandatoryLabel: "S-1-16-12288" }),
    );
    expect([start["process.pid"], start["process.parent.pid"]]).toEqual([420, 16]);
    expect(start["process.Ext.token.integrity_level_name"]).toBe("high");
    expect(start["process.entity_id"]).toBe("pid:ws-07.corp.example:420:1773046800123456");
    expect(fields(securityBody(5156, { ProcessID: "420" }))["process.pid"]).toBe(420);
    expect(fields(securityBody(5156, { ProcessID: "420" }))["process.entity_id"]).toBe("pid:ws-07.corp.example:420");
  });

  test("4688 names nobody with a dash and the null SID", () => {
    const document = fields(securityBody(4688, { SubjectUserName: "ann", TargetUserName: "-", TargetUserSid: "S-1-0-0" }));
    expect(document["user.name"]).toBe("ann");
    expect(Object.keys(document).filter((name) => name.startsWith("user.effective"))).toEqual([]);
  });

  test.each([
    ["DWORD (0x00000001)", "REG_DWORD", ["1"]],
    ["QWORD (0x00000001-0x00000002)", "REG_QWORD", ["4294967298"]],
    ["Binary Data", "REG_BINARY", undefined],
    ["(Empty)", "REG_SZ", [""]],
    ["C:\\run.exe", "REG_SZ", ["C:\\run.exe"]],
  ])("registry details %s", (details, type, strings) => {
    const document = fields(evtxBody(13, { TargetObject: "HKLM\\SOFTWARE\\Run\\x", Details: details }));
    expect([document["registry.data.type"], document["registry.data.strings"]]).toEqual([type, strings]);
    expect([document["registry.hive"], document["registry.key"], document["registry.value"]]).toEqual(["HKLM", "SOFTWARE\\Run\\x", "x"]);
  });

  test("a deleted file's hashes are the file's, not the process's", () => {
    const document = fields(evtxBody(23, { TargetFilename: "C:\\a.ps1", Hashes: "MD5=AA", IsExecutable: "true" }));
    expect(document).toMatchObject({ "file.hash.md5": "aa", "file.extension": "ps1", "x.file.is_executable": true });
    expect(document).not.toHaveProperty("process.hash.md5");
  });

  test("a loaded library's version fields are the library's", () => {
    const document = fields(evtxBody(7, { Image: "C:\\a.exe", ImageLoaded: "C:\\b.dll", OriginalFileName: "b.dll", Signed: "false" }));
    expect(document).toMatchObject({
      "dll.name": "b.dll",
      "file.name": "b.dll",
      "dll.pe.original_file_name": "b.dll",
      "dll.code_signature.exists": false,
    });
    expect(document).not.toHaveProperty("process.pe.original_file_name");
  });

  test("the ids of cross-process events are spelt two ways", () => {
    for (const name of ["SourceProcessGuid", "SourceProcessGUID"]) {
      const target = name.replace("Source", "Target");
      const document = fields(evtxBody(10, { [name]: GUID, [target]: GUID.toUpperCase(), TargetImage: "C:\\lsass.exe" }));
      expect(document["callout.process.key"]).toBe("sysmon:b669e388-4a98-5ee0-1704-000000000300");
      expect(document["callout.target.key"]).toBe(document["callout.process.key"]);
    }
  });

  test("DNS answers are unwrapped", () => {
    const document = fields(evtxBody(22, { QueryName: "a.example", QueryResults: "type:  5 b.example;::ffff:192.0.2.9;" }));
    expect(document["dns.resolved_ip"]).toEqual(["192.0.2.9"]);
    expect(document["dns.answers.data"]).toEqual(["b.example", "192.0.2.9"]);
  });

  test.each([
    ["of Sysmon", {}, "windows"],
    ["of Security", { Provider: { Name: "Microsoft-Windows-Security-Auditing" }, Channel: "Security" }, "windows"],
    ["of Sysmon for Linux", { Provider: { Name: "Linux-Sysmon" }, Channel: "Linux-Sysmon/Operational" }, "linux"],
  ])("a record %s names its system, whether the document is made or not", (_, system, expected) => {
    const event = eventOf(evtxBody(1, { Image: "/bin/sh" }, system), "windows-event");
    expect([ask(event, "ecs", "host.os.type"), event.fields["host.os.type"]]).toEqual([expected, expected]);
  });

  test("both vocabularies of direction and action answer in the ECS view", () => {
    const event = eventOf(connection({ Initiated: "true" }), "windows-event");
    expect(ask(event, "ecs", "network.direction")).toEqual(["egress", "outgoing", "outbound"]);
    expect(ask(event, "ecs", "event.action")).toEqual(["Network connection", "Network connection detected (rule: NetworkConnect)"]);
    expect(ask(event, "ecs", "winlog.event_data.DestinationPort")).toBe("8443");
    expect(ask(event, "ecs", "winlog.event_id")).toBe("3");
    expect(ask(event, "ecs", "callout.class")).toBe("network_connection");
    expect(ask(event, "ecs", "callout.source")).toBe("sysmon");
    expect(ask(event, "defender", "RemoteIPType")).toBe("Reserved");
    expect(ask(event, "defender", "ActionType")).toBe("ConnectionSuccess");
    expect(ask(event, "defender", "InitiatingProcessFileName")).toBeUndefined();
  });
});
