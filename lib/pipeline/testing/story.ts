import { randomUUID } from "node:crypto";
import { compileFile } from "#core/detection/compile";
import { systemActor } from "#features/account/system";
import { getIngest } from "#features/ingest/data";
import type { IngestDetail } from "#features/ingest/types";
import { storeRules } from "#features/rule/mutations";
import { pool } from "#lib/db/client";
import { Machine } from "#lib/sample/machine";
import type { JsonRecord } from "#lib/sample/record";
import { ingestFile } from "../ingest.ts";
import { submitFile } from "../submit.ts";

export const actor = systemActor("test");

/** A host nobody else has: tests run at the same time on one database and assert on their own rows only. */
export function ownHost(): string {
  return `t-${randomUUID()}.example`;
}

/** NDJSON of one host where a program connects out `contacts` times, each a second after the one before, in `processes` processes. */
export function contactLines(host: string, contacts: number, processes = 1): readonly string[] {
  const records: JsonRecord[] = [];
  const machine = new Machine(host, "10.1.2.3", 7, (_at, record) => records.push(record));
  const began = Date.UTC(2026, 4, 4, 8);
  const shell = machine.existing(began - 60_000, "C:\\Windows\\System32\\cmd.exe", "cmd.exe /c build.cmd", "CORP\\ana");
  const started = Array.from({ length: processes }, (_, index) =>
    machine.start(began + index, shell, {
      image: "C:\\Tools\\pigeon.exe",
      commandLine: `pigeon.exe job-${index}.csproj`,
      user: "CORP\\ana",
    }),
  );
  for (let contact = 0; contact < contacts; contact++) {
    const process = started[contact % started.length];
    if (process) machine.connect(began + 5_000 + contact * 1_000, process, { address: `52.97.146.${contact % 200}`, port: 8443 });
  }
  return records.map((record) => JSON.stringify(record));
}

/** A rule that fires on every connection of one host, and nowhere else. */
export async function contactRule(host: string): Promise<string> {
  const id = randomUUID();
  const text = `title: Contact of ${host}
id: ${id}
logsource: { category: network_connection, product: windows }
detection:
  selection: { Computer: '${host}' }
  condition: selection
level: high
`;
  await storeRules(actor, compileFile({ file: "test.yml", text }).rules, { builtIn: false });
  return id;
}

async function* bodyOf(bytes: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof bytes === "string" ? Buffer.from(bytes) : bytes;
}

/** Spools a file without reading it yet. */
export async function submit(bytes: string | Uint8Array, name = "events.ndjson"): Promise<string> {
  return (await submitFile(actor, { name, origin: "upload", body: bodyOf(bytes) }, new Date())).id;
}

/** Uploads a file and reads it, as the worker would. */
export async function upload(bytes: string | Uint8Array, name?: string): Promise<IngestDetail> {
  const id = await submit(bytes, name);
  await ingestFile(id, new AbortController().signal);
  return report(id);
}

export async function report(id: string): Promise<IngestDetail> {
  const detail = await getIngest(id);
  if (!detail) throw new Error(`no ingest ${id}`);
  return detail;
}

/** Everything the store holds of one host, without what differs between two ingests of the same bytes. */
export async function rowsOf(host: string): Promise<unknown> {
  const query = async (sql: string) => (await pool().query(sql, [host])).rows;
  return {
    events: await query(
      `SELECT e.id, e."timestamp"::text, e.process_key, host(e.remote_address) AS remote, e.file, e.record::int, md5(e.raw) AS raw
       FROM event e JOIN host h ON h.id = e.host_id WHERE h.name = $1 ORDER BY e."timestamp", e.id`,
    ),
    processes: await query(
      `SELECT p.key, p.name, p.command_line, p.rank, p.parent_key, p.parent_link, p.started_at::text, p.first_seen::text, p.last_seen::text
       FROM process p JOIN host h ON h.id = p.host_id WHERE h.name = $1 ORDER BY p.key`,
    ),
    sightings: await query(
      `SELECT host(s.address) AS address, s.process_name, s.first_seen::text, s.last_seen::text, s.count::int
       FROM sighting s JOIN host h ON h.id = s.host_id WHERE h.name = $1 ORDER BY s.address, s.process_name`,
    ),
    alerts: await query(
      `SELECT rule_title, process_key, command_line, status, count, total_count, first_seen::text, last_seen::text, destination_count,
              (SELECT array_agg(event_id ORDER BY event_id) FROM alert_evidence v WHERE v.alert_id = a.id) AS evidence
       FROM alert a WHERE host_name = $1 AND rule_title = 'Contact of ' || $1 ORDER BY process_key`,
    ),
  };
}
