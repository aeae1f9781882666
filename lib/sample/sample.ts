import { buildServer } from "./build-server.ts";
import { intrusion } from "./intrusion.ts";
import { Machine } from "./machine.ts";
import { officeDesk } from "./office-desk.ts";
import type { JsonRecord } from "./record.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The sample data set as NDJSON lines, Sysmon as NXLog writes it: three hosts, an intrusion from a document to MSBuild calling out, a
 * build server doing the same by profession, managed installs over HTTP, and a rare program. Synthetic from the first to the last
 * byte. Told as if it ended when the day of `now` (UTC) began, so that within a day it is always the same file.
 */
export function* sampleLines(now: Date): Generator<string> {
  const end = Math.floor(now.getTime() / DAY) * DAY;
  const told: { readonly at: number; readonly record: JsonRecord }[] = [];
  const tell = (at: number, record: JsonRecord): void => {
    told.push({ at, record });
  };
  buildServer(new Machine("BLD-01.corp.example", "10.20.4.21", 1, tell), end - 9 * HOUR);
  intrusion(new Machine("WKS-014.corp.example", "10.20.8.114", 2, tell), end - 3 * HOUR);
  officeDesk(new Machine("WKS-022.corp.example", "10.20.8.122", 3, tell), end - 8 * HOUR);
  told.sort((a, b) => a.at - b.at);
  for (const { record } of told) yield JSON.stringify(record);
}
