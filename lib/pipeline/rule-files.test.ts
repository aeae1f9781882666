import { describe, expect, test } from "vitest";
import { openRuleFiles, type RuleFile, uploadedFiles } from "./rule-files.ts";
import { zipOf } from "./testing/zip.ts";

async function readAll(bytes: Buffer, contentType = "", name = "rule.yml"): Promise<readonly RuleFile[]> {
  const { read } = await openRuleFiles(await uploadedFiles(bytes, contentType, name));
  const files: RuleFile[] = [];
  for await (const file of read()) files.push(file);
  return files;
}

async function formOf(files: readonly File[]): Promise<{ readonly bytes: Buffer; readonly type: string }> {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  const response = new Response(form);
  return { type: response.headers.get("content-type") ?? "", bytes: Buffer.from(await response.arrayBuffer()) };
}

describe("what an upload may be", () => {
  test("a zip stands for the rule files in it, in its order; what is none is counted", async () => {
    const zip = await zipOf({
      "rules/windows/b.yml": "title: b",
      "rules/a.yaml": "title: a",
      "rules/README.md": "no",
      LICENSE: "no",
      "__MACOSX/rules/a.yml": "no",
      ".github/workflows/test.yml": "no",
    });
    const opened = await openRuleFiles([{ name: "pack.zip", bytes: zip }]);
    expect(opened).toMatchObject({ files: 2, skipped: 4 });
    expect(await readAll(zip)).toEqual([
      { file: "rules/windows/b.yml", text: "title: b" },
      { file: "rules/a.yaml", text: "title: a" },
    ]);
  });

  test("a form brings several files with their paths, zips among them", async () => {
    const zip = new File([new Uint8Array(await zipOf({ "d.yml": "title: d" }))], "pack.zip");
    const { bytes, type } = await formOf([new File(["title: c"], "sigma/rules/c.yml"), zip]);
    expect(await readAll(bytes, type)).toEqual([
      { file: "sigma/rules/c.yml", text: "title: c" },
      { file: "d.yml", text: "title: d" },
    ]);
  });

  test("a file that is too large, a damaged member and a damaged zip cost themselves only", async () => {
    const zip = await zipOf({ "first.yml": "title: first ".repeat(50), "second.yml": "title: second" });
    // Into the first member's compressed bytes: its header is 30 bytes and its name.
    zip.fill(0xff, 30 + "first.yml".length, 30 + "first.yml".length + 8);
    const broken = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(200, 7)]);
    const { bytes, type } = await formOf([
      new File([new Uint8Array(zip)], "pack.zip"),
      new File([new Uint8Array(broken)], "broken.zip"),
      new File(["a".repeat(2 * 1024 * 1024)], "huge.yml"),
      new File(["title: good"], "good.yml"),
    ]);
    expect(await readAll(bytes, type)).toMatchObject([
      { file: "first.yml", refused: { code: "unreadable" } },
      { file: "second.yml", text: "title: second" },
      { file: "broken.zip", refused: { code: "bad-zip" } },
      { file: "huge.yml", refused: { code: "file-too-large" } },
      { file: "good.yml", text: "title: good" },
    ]);
  });

  test("a bundle is its lines, each a text of its own; lines that are no rules are counted, broken ones are not hidden", async () => {
    const rule = (id: string, list?: string): string => JSON.stringify({ rule_id: id, exceptions_list: list ? [{ list_id: list }] : [] });
    const item = JSON.stringify({ item_id: "i", list_id: "x", entries: [] });
    const lines = [rule("a"), "", "{broken", rule("b", "x"), item, JSON.stringify({ exported_count: 2 })];
    const opened = await openRuleFiles([{ name: "export.ndjson", bytes: Buffer.from(`${lines.join("\n")}\n`) }]);
    expect(opened).toMatchObject({ files: 5, skipped: 0 });
    expect(await readAll(Buffer.from(lines.join("\n")), "", "export.ndjson")).toEqual([
      { file: "export.ndjson", text: rule("a"), line: 1 },
      { file: "export.ndjson", text: "{broken", line: 3 },
      { file: "export.ndjson", text: `${rule("b", "x")}\n${item}`, line: 4 },
      { file: "export.ndjson", isOther: true },
      { file: "export.ndjson", isOther: true },
    ]);
  });

  test("of a repository, JSON and Markdown without rules are passed over; chosen by hand they are refused", async () => {
    const zip = await zipOf({ "package.json": '{"name":"x"}', "docs/how.md": "# How", "a.yml": "title: a" });
    expect(await readAll(zip)).toEqual([
      { file: "package.json", isOther: true },
      { file: "docs/how.md", isOther: true },
      { file: "a.yml", text: "title: a" },
    ]);
    expect(await readAll(Buffer.from("{}"), "", "package.json")).toEqual([{ file: "package.json", text: "{}" }]);
  });

  test.each([
    ["a broken zip", async () => Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(200, 7)]), ""],
    ["a zip without rules", () => zipOf({ "a.bin": "x" }), ""],
    [
      "a form that breaks off",
      async () => Buffer.from('--b\r\nContent-Disposition: form-data; name="f"'),
      "multipart/form-data; boundary=b",
    ],
  ])("%s alone is refused", async (_name, bytes, type) => {
    await expect(readAll(await bytes(), type)).rejects.toMatchObject({ code: "invalid" });
  });
});
