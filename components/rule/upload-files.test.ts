import { describe, expect, test } from "vitest";
import type { DroppedEntry } from "../ui/dropped-files.ts";
import { droppedRules, folderFiles, uploadName } from "./upload-files.ts";

const file = (name: string): File => new File(["title: a"], name);

/** A dropped file or, with members, a folder that gives two of them at a time as browsers give a hundred. */
function entry(name: string, members?: readonly DroppedEntry[]): DroppedEntry {
  if (!members) return Object.assign({ isFile: true, isDirectory: false, name }, { file: (done: (f: File) => void) => done(file(name)) });
  const createReader = () => {
    let at = 0;
    return {
      readEntries: (done: (entries: readonly DroppedEntry[]) => void) => {
        done(members.slice(at, at + 2));
        at += 2;
      },
    };
  };
  return Object.assign({ isFile: false, isDirectory: true, name }, { createReader });
}

const paths = async (entries: readonly DroppedEntry[], most = 100) => (await droppedRules(entries, most)).map(({ path }) => path);

describe("what was dropped", () => {
  test("a folder is walked to its last file, and only its rule files are taken", async () => {
    const folder = entry("sigma", [
      entry("README.md"),
      entry("a.yml"),
      entry("b.yaml"),
      entry(".git", [entry("c.yml")]),
      entry("rules", [entry("d.yml"), entry("e.txt"), entry("windows", [entry("f.YML")])]),
    ]);
    expect(await paths([folder])).toEqual(["sigma/a.yml", "sigma/b.yaml", "sigma/rules/d.yml", "sigma/rules/windows/f.YML"]);
  });

  test("a file that was dropped by itself is taken whatever its name: the server says what is wrong with it", async () => {
    expect(await paths([entry("notes.txt"), entry("pack.zip")])).toEqual(["notes.txt", "pack.zip"]);
  });

  test("walking stops at the most the server takes", async () => {
    expect(await paths([entry("f", [entry("a.yml"), entry("b.yml"), entry("c.yml")])], 2)).toEqual(["f/a.yml", "f/b.yml"]);
  });
});

test("of a chosen folder the rule files are taken, by their paths", () => {
  const at = (path: string): File => Object.defineProperty(file(path.split("/").at(-1) ?? ""), "webkitRelativePath", { value: path });
  const chosen = folderFiles([at("s/a.yml"), at("s/LICENSE"), at("s/.github/w.yml"), at("s/x/b.yml")]);
  expect(chosen.map(({ path }) => path)).toEqual(["s/a.yml", "s/x/b.yml"]);
});

test.each([
  [["a.yml"], "a.yml"],
  [["a.yml", "b.yml", "c.yml"], "a.yml and 2 more"],
  [["s/a.yml", "s/x/b.yml"], "s/"],
  [["s/a.yml", "t/b.yml"], "s/a.yml and 1 more"],
])("%j is called %s", (names, expected) => {
  expect(uploadName(names.map((path) => ({ path, file: file(path) })))).toBe(expected);
});
