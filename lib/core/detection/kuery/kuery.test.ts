import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "#core/testing/cpu-time";
import type { FieldValue } from "../../event/value.ts";
import { print } from "../ir/print.ts";
import { scanPlan } from "../ir/scan-id.ts";
import { evaluate } from "../match/evaluate.ts";
import { ScanIndex } from "../match/scan-index.ts";
import { compileKuery } from "./kuery.ts";

type Fields = { readonly [name: string]: FieldValue };

const rowOf = (fields: Fields) => ({
  get: ({ name }: { readonly name: string }) => fields[name],
  texts: () => Object.values(fields).flatMap((value) => [value].flat().map(String)),
});

function holds(query: string, fields: Fields): boolean {
  const compiled = compileKuery(query);
  if ("code" in compiled) throw new Error(`${compiled.at}: ${compiled.code}: ${compiled.message}`);
  const row = rowOf(fields);
  const asked = evaluate(compiled.where, row) === true;
  expect(new ScanIndex([compiled.where]).match(row).length === 1).toBe(asked);
  return asked;
}

const MSBUILD: Fields = { "process.name": "MSBuild.exe", "destination.port": 443, "event.type": ["start", "connection"] };

describe("a query means what Kibana makes of it", () => {
  test.each<[query: string, fields: Fields, expected: boolean]>([
    ["process.name:MSBuild.exe", MSBUILD, true],
    ["process.name : MSBuild.exe", MSBUILD, true],
    ["process.name:msbuild.exe", MSBUILD, false],
    ["process.name.caseless:msbuild.exe", MSBUILD, true],
    ['process.name:"MSBuild.exe"', MSBUILD, true],
    ["process.name:MSBuild*", MSBUILD, true],
    ["process.name:msbuild*", MSBUILD, false],
    ['process.name:"MSBuild*"', MSBUILD, false],
    ["process.name:M*B*.exe", MSBUILD, true],
    ["process.name:MSBuild.ex?", MSBUILD, false],
    ["process.name:*", MSBUILD, true],
    ["process.pid:*", MSBUILD, false],
    ["not process.pid:*", MSBUILD, true],
    ["*:*", {}, true],
    ["", {}, true],
    ["event.type:connection", MSBUILD, true],
    ["event.type:(start and connection)", MSBUILD, true],
    ["event.type:(start and not connection)", MSBUILD, false],
    ["event.type:(end or connection)", MSBUILD, true],
    ["destination.port:443", MSBUILD, true],
    ["destination.port:443", { "destination.port": "443" }, true],
    ["destination.port >= 443 and destination.port < 444", MSBUILD, true],
    ["destination.port > 443", MSBUILD, false],
    ["destination.port > 443 or process.name:MSBuild.exe and event.type:end", MSBUILD, false],
    ["event.type:end and process.name:x or destination.port:443", MSBUILD, true],
    ["event.type:end and (process.name:x or destination.port:443)", MSBUILD, false],
    ["not event.type:end and destination.port:443", MSBUILD, true],
    ["NOT event.type:end AND destination.port:443", MSBUILD, true],
    ["not (event.type:end or destination.port:443)", MSBUILD, false],
    ["not not event.type:start", MSBUILD, true],
    ["a:b c", { a: "b c" }, true],
    ["a: foo bar and b:1", { a: "foo bar", b: 1 }, true],
    ["a:(foo bar or x)", { a: "foo bar" }, true],
    ["a:true", { a: true }, true],
    ["a:true", { a: "true" }, true],
    ["a:false", { a: true }, false],
    ["a:b\\:c", { a: "b:c" }, true],
    ["a:b\\*", { a: "b*" }, true],
    ["a:b\\*", { a: "bc" }, false],
    ['a:"say \\"hi\\""', { a: 'say "hi"' }, true],
    ['a:"C:\\Windows"', { a: "C:\\Windows" }, true],
    ["a:C\\:\\\\Windows\\\\*", { a: "C:\\Windows\\x" }, true],
    ["a:this \\and that", { a: "this and that" }, true],
    ["a:\\u0041", { a: "A" }, true],
    ["a:order", { a: "order" }, true],
    ["a:nothing", { a: "nothing" }, true],
    ["a:android", { a: "android" }, true],
    ["MSBuild.exe", MSBUILD, true],
    ["msbuild.exe", MSBUILD, false],
    ["MSBuild*", MSBUILD, true],
    ["*:MSBuild.exe", MSBUILD, true],
  ])("%s", (query, fields, expected) => {
    expect(holds(query, fields)).toBe(expected);
  });

  test.each<[query: string, address: FieldValue, expected: boolean]>([
    ['destination.ip:(127.0.0.1 or "::1")', "::1", true],
    ['destination.ip:"::1"', "0:0:0:0:0:0:0:1", true],
    ["destination.ip:10.0.0.0/8", "10.1.2.3", true],
    ['source.nat.ip:"10.0.0.0/8"', "10.1.2.3", false],
    ["destination.ip:10.0.0.0/8", ["8.8.8.8", "10.1.2.3"], true],
    ["destination.ip:10.*", "10.1.2.3", true],
    ['not destination.ip:(127.0.0.1 or "::1")', "198.51.100.7", true],
  ])("%s of %s", (query, address, expected) => {
    expect(holds(query, { "destination.ip": address })).toBe(expected);
  });

  test("an absent field fails a test and satisfies its opposite, as in a filter of Elasticsearch", () => {
    expect(holds("not process.name:x", {})).toBe(true);
    expect(holds("process.name:x", {})).toBe(false);
    expect(holds("not a >= 5", {})).toBe(true);
  });
});

describe("fields of texts are searched by their words", () => {
  const script = (text: string) => ({ "powershell.file.script_block_text": text });
  test.each([
    ['"Invoke-Mimikatz"', "& invoke-mimikatz -x", true],
    ['"Invoke-Mimikatz"', "Invoke-MimikatzPlus", false],
    ['"Mimikatz"', "Invoke-Mimikatz", false],
    ['"IO.Compression.ZipFile"', "[System.IO.Compression.ZipFile]::Open()", true],
    ['"IO.Compression.ZipFile"', "[System.IO.Compression]ZipFile", true],
    ['"IO.Compression.ZipFile"', "ZipFile IO.Compression", false],
    ['".pst"', "a.pst", true],
    ['("ADSI" and "WinNT")', "[adsi]'WinNT://x'", true],
    ["foo bar", "only bar", true],
    ["Get-*", "x; get-process", true],
    ["*Mimi*", "Invoke-Mimikatz", true],
    ['"::"', "a::b", false],
  ])("%s in %s", (value, text, expected) => {
    expect(holds(`powershell.file.script_block_text : ${value}`, script(text))).toBe(expected);
  });

  test.each([
    ["segfault", "app[1]: segfault at 0", true],
    ['"No such file"', "sh: no such file or directory", true],
    ['"cmd.exe"', "started cmd.exe.", true],
    ['"cmd"', "started cmd.exe", false],
    ['"cmd"', "(cmd)", true],
    ['"[CVE-2020-0601]"', "x [CVE-2020-0601] y", true],
    ["seg*", "a segfault", true],
  ])("message:%s in %s", (value, text, expected) => {
    expect(holds(`message:${value}`, { message: text })).toBe(expected);
  });

  test("what can match nothing is a warning", () => {
    expect(compileKuery('message:"::"')).toMatchObject({ warnings: [{ code: "never-matches", at: 8 }] });
    expect(compileKuery('file.directory:"C:\\tmp"')).toMatchObject({ warnings: [{ code: "escape-in-quotes", at: 18 }] });
  });
});

describe("every mistake is named with its place", () => {
  test.each([
    ["a:(b or c", 9, "bad-syntax"],
    ["a:b)", 3, "bad-syntax"],
    ["a:", 2, "bad-syntax"],
    ["a:b and", 7, "bad-syntax"],
    ["and a:b", 0, "bad-syntax"],
    ['a:"b', 2, "unclosed-string"],
    ["a:b\\c", 3, "bad-escape"],
    ["a:{b:c}", 0, "unsupported-nested"],
    ["a:null", 2, "bad-null"],
    ["@timestamp > now-1d", 13, "unsupported-range"],
    ["destination.ip:10.0.0.0/33", 15, "bad-cidr"],
    ["a:b c:d", 5, "bad-syntax"],
    ["a : b not c : d", 6, "bad-syntax"],
  ])("%s", (query, at, code) => {
    expect(compileKuery(query)).toMatchObject({ at, code });
  });
});

test.each(["(", "not ", "a:{"])("a query that opens %j without end is refused", (open) => {
  expect(compileKuery(`${open.repeat(400)}a`)).toMatchObject({ code: "query-too-deep" });
});

test("stars in a field's name stand for every field that is like it", () => {
  expect(compileKuery("target.*.name:x")).toMatchObject({
    where: { arg: { subject: { field: { name: "target.*.name", isPattern: true } } } },
  });
});

test("the plan says what is asked", () => {
  const compiled = compileKuery('event.category:network and process.name:MSBuild.exe and not destination.ip:(127.0.0.1 or "::1")');
  if ("code" in compiled) throw new Error(compiled.message);
  expect(print(scanPlan(compiled.where))).toBe(`scan
  and
    known
      and
        ecs:event.category equals "network"
        ecs:process.name equals "MSBuild.exe"
    not
      known
        or
          ecs:destination.ip cidr 127.0.0.1-127.0.0.1
          ecs:destination.ip cidr ::1-::1
`);
});

describe("no text makes the compiler throw or hang", () => {
  test("any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof compileKuery(text) === "object"));
  });
  test("a query with pieces cut out, doubled and replaced", () => {
    const sample =
      'event.category:network and (process.name:(a* or "b\\"c") or not destination.ip:10.0.0.0/8) and message:"x y" and p >= 5';
    const edit = fc.tuple(
      fc.nat(sample.length),
      fc.nat(20),
      fc.constantFrom("", "(", ")", '"', "\\", "*", " and ", " not ", ":", "{", "}", "<", "\n", "\\u00"),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), sample);
        const compiled = compileKuery(text);
        if ("code" in compiled) expect(compiled.at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });
  test("long ones end at once", () => {
    const start = cpuTime();
    compileKuery(`a:${"*x".repeat(100_000)}`);
    compileKuery("a:b or ".repeat(60_000));
    compileKuery(`message:"${"word ".repeat(50_000)}"`);
    compileKuery(" ".repeat(900_000));
    compileKuery(`a:${" x".repeat(400_000)}`);
    expect(cpuTime() - start).toBeLessThan(5_000);
  });
});
