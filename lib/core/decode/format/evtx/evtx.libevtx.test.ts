import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { DecodeFault } from "../../fault.ts";
import type { RawRecord } from "../../record.ts";
import { DECODE_LIMITS } from "../../source.ts";
import { decodeEvtx } from "./evtx.ts";
import { bodyLeaves, xmlLeaves } from "./testing/leaves.ts";
import { parseEvents, type XmlElement } from "./testing/libevtx.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../../../shared/data");
const FOLDERS = ["01-evtx-attack-samples", "02-evtx-to-mitre", "04-sigma-regression"];
const files = existsSync(DATA)
  ? FOLDERS.flatMap((folder) =>
      readdirSync(path.join(DATA, folder), { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
    )
      .filter((name) => name.endsWith(".evtx"))
      .sort()
  : [];

/**
 * libevtx 20181227 gives these up: their events are written without templates, and the elements of such events carry no
 * dependency id ([MS-EVEN6] 2.2.12), which it expects of every element. Each with the records its chunk headers count.
 */
const REFUSED_BY_LIBEVTX: ReadonlyMap<string, number> = new Map([
  ["ID1116-1117-Defender threat detected.evtx", 6],
  ["ID1149-RDP success logins to multiple hosts.evtx", 11],
  ["ID1151-Defender health status.evtx", 455],
  ["ID800-4103-Firewall disabled.evtx", 10],
  ["ID800-4103-Interactive PipeShell over named pipe (server and client).evtx", 30],
]);

async function decodeFile(name: string): Promise<{ records: RawRecord[]; faults: DecodeFault[] }> {
  const records: RawRecord[] = [];
  const faults: DecodeFault[] = [];
  for await (const item of decodeEvtx(createReadStream(path.join(DATA, name)), { file: name, limits: DECODE_LIMITS })) {
    if ("kind" in item) faults.push(item);
    else records.push(item);
  }
  return { records, faults };
}

/** The events that `evtxexport` (Debian's libevtx-utils, an independent reader) finds in a file, or `null` where it refuses the file. */
function evtxexport(name: string): readonly XmlElement[] | null {
  const { status, stdout } = spawnSync("evtxexport", ["-f", "xml", path.join(DATA, name)], { maxBuffer: 1 << 28, encoding: "utf8" });
  return status === 0 ? parseEvents(stdout) : null;
}

const hasEvtxexport = spawnSync("evtxexport", ["-V"]).status === 0;

describe.runIf(files.length > 0 && hasEvtxexport)("against libevtx", () => {
  test.each(files)("%s", async (name) => {
    const { records, faults } = await decodeFile(name);
    expect(faults).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
    const events = evtxexport(name);
    const refused = REFUSED_BY_LIBEVTX.get(path.basename(name));
    expect(events === null).toBe(refused !== undefined);
    if (events === null) expect(records).toHaveLength(refused ?? 0);
    else expect(records.map((record) => bodyLeaves(record.body))).toEqual(events.map(xmlLeaves));
  });
});
