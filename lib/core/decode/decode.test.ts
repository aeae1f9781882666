import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decode, decodeBatches, isFault } from "./decode.ts";
import { bufferSource } from "./source.ts";
import { tar, tarMember, zip } from "./testing/archives.ts";
import { collect, slowSource } from "./testing/collect.ts";

const EVENT = '{"EventID":1,"Image":"C:\\\\a.exe"}';
const UTF16LE = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
const UTF16BE = (text: string) => Buffer.from(UTF16LE(text)).swap16();

describe("the format is told from the bytes", () => {
  test.each<[string, string | Buffer, string, number]>([
    ["one object a line", `${EVENT}\n${EVENT}\n`, "ndjson", 2],
    ["a last line without newline, CRLF, blank lines", `${EVENT}\r\n\r\n  \n${EVENT}`, "ndjson", 2],
    ["a byte order mark", `\ufeff${EVENT}\n${EVENT}`, "ndjson", 2],
    ["UTF-16 with a mark", UTF16LE(`${EVENT}\n${EVENT}`), "ndjson", 2],
    ["big-endian UTF-16", UTF16BE(`${EVENT}\r\n${EVENT}`), "ndjson", 2],
    ["UTF-16 without a mark", Buffer.from(`${EVENT}\n${EVENT}`, "utf16le"), "ndjson", 2],
    ["a first line that is broken", `{"a": tru\n${EVENT}\n`, "ndjson", 1],
    ["a first line that is no JSON at all", `# exported\n${EVENT}\n`, "ndjson", 1],
    ["a list", `[${EVENT},\n${EVENT}]`, "json-array", 2],
    ["an empty list", "[]", "json-array", 0],
    ["one pretty-printed object", JSON.stringify(JSON.parse(EVENT), null, 2), "json-array", 1],
    ["pretty-printed objects in a row", `${JSON.stringify({ a: { b: [1] } }, null, 2)}\n`.repeat(3), "json-array", 3],
    ["objects in a row on one line", `${EVENT}${EVENT} ${EVENT}`, "json-array", 3],
    ["a Graph answer", '{"@odata.context":"x","value":[{"a":1},{"a":2}]}', "json-array", 2],
    ["a Defender answer", '{"Stats":{"t":[1]},"Schema":[{"Name":"a"}],"Results":[{"a":1},{"a":2}],"x":{"y":[]}}', "json-array", 2],
    ["Event Hub lines", '{"records":[{"a":1}]}\n{"records":[{"a":2},{"a":3}]}\n', "json-array", 3],
    ["an answer without rows", '{"Results":[],"Stats":{}}', "json-array", 0],
    ["an event with a list called records", '{"@timestamp":"x","records":[{"a":1},{"a":2}]}', "ndjson", 1],
    ["comma separated values", 'Timestamp,DeviceName\n1,a\n2,"b\n,""c"""\n', "csv", 2],
    ["semicolons", "Timestamp;DeviceName\n1;a,b\n", "csv", 1],
    ["tabs in UTF-16", UTF16LE("Timestamp\tDevice Name\r\n1\ta\r\n"), "csv", 1],
    ["names with spaces", "Level,Date and Time,Source\nInformation,1,x\n", "csv", 1],
    ["a header alone", "Timestamp,DeviceName\r\n", "csv", 0],
  ])("%s", async (_, input, format, records) => {
    const found = await collect(input);
    expect(found.members).toEqual([`upload ${format}`]);
    expect(found.records).toHaveLength(records);
  });

  test.each<[string, string | Buffer, string, RegExp]>([
    ["nothing", "", "empty-file", /empty/],
    ["white space", " \n\n ", "unknown-format", /white space/],
    ["prose", "Hello, this is a text.\nIt has commas, too, in each line.\n", "unknown-format", /plain text.*EVTX/],
    ["a bracketed log", "[INFO] started\n[INFO] done\n", "unknown-format", /plain text/],
    ["XML", '<?xml version="1.0"?>\n<Events><Event/></Events>', "unknown-format", /XML.*EVTX/],
    ["XML in UTF-16", UTF16LE('<Events><Event xmlns="x"/></Events>'), "unknown-format", /XML/],
    ["a program", Buffer.from(`4d5a90000300000004000000ffff${"00".repeat(80)}`, "hex"), "unknown-format", /Windows program/],
    ["a 7z archive", Buffer.from("377abcaf271c0004", "hex"), "unknown-format", /7z/],
    ["random bytes", Buffer.from("9f3c00d2ee81b7", "hex"), "unknown-format", /binary/],
    ["Finder metadata", Buffer.from(`00051607${"00".repeat(40)}`, "hex"), "unknown-format", /macOS/],
  ])("%s is one fault that says what it looked like", async (_, input, code, detail) => {
    const { faults, records } = await collect(input);
    expect(records).toEqual([]);
    expect(faults.map((fault) => [fault.code, fault.position.file])).toEqual([[code, "upload"]]);
    expect(faults[0]?.detail).toMatch(detail);
  });
});

describe("archives are opened in any composition", () => {
  const lines = `${EVENT}\n${EVENT}\n`;

  test("gzip, of several members too, with a stray newline behind", async () => {
    const { records, codes, members } = await collect(Buffer.concat([gzipSync(`${EVENT}\n`), gzipSync(EVENT), Buffer.from("\n")]));
    expect(members).toEqual(["upload ndjson"]);
    expect([records.length, codes]).toEqual([2, []]);
    expect(records[1]?.position).toEqual({ file: "upload", record: 2, offset: EVENT.length + 1 });
  });

  test.each([true, false])("zip members keep their order and names (stored: %s)", async (store) => {
    const bytes = await zip({ "logs/a.json": lines, "b.csv": "Time,Name\n1,x\n", "c/": "" }, store);
    const { records, members, codes } = await collect(bytes, { file: "up.zip" });
    expect(codes).toEqual([]);
    expect(members).toEqual(["up.zip/logs/a.json ndjson", "up.zip/b.csv csv"]);
    expect(records.map((record) => record.position.file)).toEqual(["up.zip/logs/a.json", "up.zip/logs/a.json", "up.zip/b.csv"]);
  });

  test("a zip with stray bytes behind its end is read through its directory", async () => {
    const { codes, records } = await collect(Buffer.concat([await zip({ "a.json": lines }), Buffer.from("\n")]));
    expect([codes, records.length]).toEqual([[], 2]);
  });

  test("tar in gzip, with pax and GNU names, and what macOS adds passed over", async () => {
    const pax = "30 path=folder/a very long.json\n".replace("30", "32");
    const archive = tar(
      tarMember("./._a.json", Buffer.from(`00051607${"00".repeat(60)}`, "hex")),
      tarMember("pax", pax, "x"),
      tarMember("short", lines),
      tarMember("././@LongLink", `${"d/".repeat(60)}gnu.json\0`, "L"),
      tarMember("short", EVENT),
      tarMember("folder/", "", "5"),
      tarMember("last.json", EVENT),
    );
    const { members, codes, records } = await collect(gzipSync(archive), { file: "t.tgz" });
    expect(codes).toEqual([]);
    expect(members.map((member) => member.split(" ")[0])).toEqual([
      "t.tgz/folder/a",
      `t.tgz/${"d/".repeat(60)}gnu.json`,
      "t.tgz/last.json",
    ]);
    expect(records).toHaveLength(4);
  });

  test("zip in zip in gzip is read, one deeper is a fault naming it, and the rest is kept", async () => {
    const inner = await zip({ "x.json": lines });
    const middle = await zip({ "inner.zip": inner, "y.json": EVENT });
    expect(await collect(gzipSync(middle))).toMatchObject({ codes: [], records: { length: 3 } });
    const outer = await zip({ "deep.gz": gzipSync(middle), "z.json": EVENT });
    const { faults, records } = await collect(outer, { file: "o.zip" });
    expect(faults.map((fault) => [fault.code, fault.position.file])).toEqual([["nesting-limit", "o.zip/deep.gz/inner.zip"]]);
    expect(faults[0]?.detail).toContain("limit nesting");
    expect(records).toHaveLength(2);
  });

  test.each([
    ["../../etc/passwd", "up/etc/passwd"],
    ["C:\\Windows\\a.json", "up/Windows/a.json"],
    ["/root/a\u202egpj.json", "up/root/a?gpj.json"],
    ["..", "up/(unnamed)"],
  ])("a member called %j is shown as %s", async (name, shown) => {
    const { members } = await collect(tar(tarMember(name, EVENT)), { file: "up" });
    expect(members.map((member) => member.slice(0, shown.length))).toEqual([shown]);
  });
});

describe("records do not depend on where pieces end", () => {
  const texts: Readonly<Record<string, string>> = {
    ndjson: `\ufeff{"a":"ü\\n"}\r\n\r\n{"a":"日本"}\nnot json\n{"a":3}`,
    list: `[{"a":"ü]}\\""}, {"b":[{"c":1}]},\n oops, {"a":3}]`,
    envelope: `{"x":[1,{"y":"}"}],"value":[{"a":1},{"a":"\\\\"}],"z":{"q":"]"}}{"value":[{"a":3}]}`,
    csv: `\ufeff"Time","Name"\r\n1,"ü""\r\n,x"\r\n2,b"c\r\n3,d\r\n`,
  };

  test.each(Object.entries(texts))("%s", async (_, text) => {
    const bytes = Buffer.from(text, "utf8");
    const whole = await collect(bytes);
    expect(whole.records.length).toBeGreaterThan(1);
    for (const piece of [1, 2, 3, 7]) expect((await collect(slowSource(bytes, piece))).items).toEqual(whole.items);
    expect((await collect(slowSource(gzipSync(bytes), 1))).items).toEqual(whole.items);
  });
});

describe("the caller", () => {
  test("gets progress that never goes back and ends at the size", async () => {
    const bytes = await zip({ "a.json": `${EVENT}\n`.repeat(50_000) });
    const seen: number[] = [];
    await collect(bytes, { onProgress: (read) => seen.push(read) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(bytes.length);
  });

  test("can abort, and the reason is thrown", async () => {
    const abort = new AbortController();
    const source = bufferSource(Buffer.from(`${EVENT}\n`.repeat(100_000)));
    const run = async () => {
      let n = 0;
      for await (const item of decode(source, { file: "x", signal: abort.signal })) {
        expect(isFault(item)).toBe(false);
        n += 1;
        if (n === 5) abort.abort();
      }
    };
    await expect(run()).rejects.toThrow(/abort/i);
  });

  test("gets errors of the source as they are, not as faults of the file", async () => {
    const zipped = bufferSource(await zip({ "a.json": EVENT }));
    let reads = 0;
    const failing = {
      ...zipped,
      read: async (offset: number, length: number) => {
        reads += 1;
        if (reads > 2) throw new Error("disk on fire");
        return zipped.read(offset, length);
      },
    };
    await expect(collect(failing)).rejects.toThrow("disk on fire");
  });

  test("gets batches of at most a thousand", async () => {
    const sizes: number[] = [];
    for await (const batch of decodeBatches(bufferSource(Buffer.from(`${EVENT}\n`.repeat(25_000))), { file: "x" }))
      sizes.push(batch.length);
    expect(sizes).toEqual(Array.from({ length: 25 }, () => 1000));
  });
});
