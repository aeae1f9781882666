import { createReadStream, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { DecodeFault } from "../../fault.ts";
import type { RawRecord } from "../../record.ts";
import { DECODE_LIMITS } from "../../source.ts";
import { decodeEvtx } from "./evtx.ts";
import { bodyLeaves, xmlLeaves } from "./testing/leaves.ts";
import { evtxexport, hasEvtxexport } from "./testing/libevtx.ts";

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
 * dependency id ([MS-EVEN6] 2.2.12), which it expects of every element.
 */
const REFUSED_BY_LIBEVTX: ReadonlySet<string> = new Set([
  "ID1116-1117-Defender threat detected.evtx",
  "ID1149-RDP success logins to multiple hosts.evtx",
  "ID1151-Defender health status.evtx",
  "ID800-4103-Firewall disabled.evtx",
  "ID800-4103-Interactive PipeShell over named pipe (server and client).evtx",
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

describe.runIf(files.length > 0 && hasEvtxexport())("against libevtx", () => {
  test.each(files)("%s", async (name) => {
    const { records, faults } = await decodeFile(name);
    expect(faults).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
    const events = evtxexport(path.join(DATA, name));
    expect(events === null).toBe(REFUSED_BY_LIBEVTX.has(path.basename(name)));
    if (events === null) return;
    expect(records.map((record) => bodyLeaves(record.body))).toEqual(events.map(xmlLeaves));
  });
});
