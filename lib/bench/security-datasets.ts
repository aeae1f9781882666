import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { decode, isFault } from "#core/decode/decode";
import { bufferSource } from "#core/decode/source";
import type { JsonObject } from "#core/event/value";

/** What the collector adds to every record; a sensor's own record is half the size without it. */
const COLLECTOR: ReadonlySet<string> = new Set([
  "Message",
  "@version",
  "port",
  "tags",
  "host",
  "SourceModuleName",
  "SourceModuleType",
  "EventReceivedTime",
  "Keywords",
  "SeverityValue",
  "Severity",
  "ThreadID",
  "Opcode",
  "OpcodeValue",
  "Task",
  "Version",
  "ProviderGuid",
  "AccountName",
  "AccountType",
  "UserID",
  "Domain",
]);

/** The flat Windows events of every archive below a folder, without what the collector added. */
export async function loadSecurityDatasets(folder: string): Promise<readonly JsonObject[]> {
  const events: JsonObject[] = [];
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((file) => /\.(zip|gz)$/i.test(file)).sort()) {
    for await (const item of decode(bufferSource(await readFile(path.join(folder, name))), { file: name })) {
      if (!isFault(item) && "EventID" in item.body && "Channel" in item.body) events.push(slim(item.body));
    }
  }
  return events;
}

function slim(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !COLLECTOR.has(name)));
}
