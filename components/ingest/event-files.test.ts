import { expect, test } from "vitest";
import { droppedEvents, folderEvents } from "./event-files.ts";

const at = (path: string, text = "x"): File =>
  Object.defineProperty(new File([text], path.split("/").at(-1) ?? ""), "webkitRelativePath", { value: path });

test("of a folder everything is sent but what file managers leave behind and empty files", () => {
  const chosen = folderEvents([
    at("case/Security.evtx"),
    at("case/.DS_Store"),
    at("case/Thumbs.db"),
    at("case/WS-1/sysmon"),
    at("case/.git/config"),
    at("case/empty.evtx", ""),
  ]);
  expect(chosen.map(({ path }) => path)).toEqual(["case/Security.evtx", "case/WS-1/sysmon"]);
});

test("a dropped folder is sent file by file", async () => {
  const file = (name: string) =>
    Object.assign({ isFile: true, isDirectory: false, name }, { file: (done: (given: File) => void) => done(new File(["x"], name)) });
  let asked = 0;
  const reader = {
    readEntries: (done: (entries: readonly ReturnType<typeof file>[]) => void) => done(asked++ === 0 ? [file("a.evtx"), file(".x")] : []),
  };
  const folder = Object.assign({ isFile: false, isDirectory: true, name: "logs" }, { createReader: () => reader });
  expect((await droppedEvents([folder, file("b.json")])).map(({ path }) => path)).toEqual(["logs/a.evtx", "b.json"]);
});
