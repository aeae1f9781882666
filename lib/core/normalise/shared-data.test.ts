import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { decode, isFault } from "../decode/decode.ts";
import type { RecordShape } from "../decode/record.ts";
import type { ByteSource } from "../decode/source.ts";
import type { Event } from "../event/event.ts";
import { FIELDS } from "../event/fields.ts";
import type { JsonObject } from "../event/value.ts";
import { processMentions } from "../process/mentions.ts";
import { eventOf } from "./testing/event-of.ts";

/** Real records, where the checkout has them beside it: they are licensed apart and never part of this repository. */
const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");

function lines(file: string): readonly Event[] {
  const texts = readFileSync(path.join(DATA, file), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return texts.map((line) => eventOf(JSON.parse(line) as JsonObject));
}

function rows(file: string): readonly Event[] {
  const records: JsonObject[] = parse(readFileSync(path.join(DATA, file)), { columns: true, bom: true, skip_empty_lines: true });
  return records.map((row) => eventOf(row, "csv" satisfies RecordShape));
}

/** Fields the mappers wrote that the field table does not know. */
function unlisted(events: readonly Event[]): readonly string[] {
  return [...new Set(events.flatMap((event) => Object.keys(event.fields)))].filter((name) => !Object.hasOwn(FIELDS, name)).toSorted();
}

describe.runIf(existsSync(path.join(DATA, "09-derived-seeds")))("one scenario in three forms", () => {
  const forms = ["sysmon-nxlog", "ecs-endpoint", "mde-streaming"].map((name) => lines(`09-derived-seeds/seed.${name}.ndjson`));
  const told = (events: readonly Event[]) =>
    events
      .map(({ class: kind, host, timestamp, fields }) => {
        const name = String(fields["process.name"]).toLowerCase();
        // The set's Sysmon and Endpoint forms of an inbound connection keep the outbound orientation of what they were
        // cloned from, so which end is remote differs there by construction.
        const remote = fields["network.direction"] === "ingress" ? [] : [fields["callout.remote.ip"], fields["callout.remote.port"]];
        return [kind, host.key, timestamp, name, fields["network.direction"], ...remote].join(" ");
      })
      .toSorted();

  test("is told alike: hosts, times, processes, directions, remote ends", () => {
    const [sysmon = [], endpoint = [], defender = []] = forms;
    expect(sysmon).toHaveLength(75);
    expect(told(endpoint)).toEqual(told(sysmon));
    expect(told(defender)).toEqual(told(sysmon));
  });

  test("every start has a key, and every connection a process to look for", () => {
    for (const event of forms.flat()) {
      const [subject] = processMentions(event);
      expect(subject?.name?.toLowerCase()).toBe(String(event.fields["process.name"]).toLowerCase());
      if (event.class === "process_creation") expect(subject).toMatchObject({ kind: "identified", rank: 100 });
    }
  });

  test("a CSV row is the streamed row", () => {
    const streamed = new Set(forms[2]?.map((event) => event.id));
    const exported = [...rows("09-derived-seeds/DeviceNetworkEvents.csv"), ...rows("09-derived-seeds/DeviceProcessEvents.csv")];
    expect(exported.filter((event) => !streamed.has(event.id))).toEqual([]);
    expect(exported.length).toBeGreaterThan(70);
  });

  test("the field table knows every field that was written", () => {
    expect(unlisted([...(forms[0] ?? []), ...(forms[2] ?? [])])).toEqual([]);
  });
});

describe.runIf(existsSync(path.join(DATA, "08-mde")))("real Defender records", () => {
  const streamed = lines("08-mde/elastic-integrations-m365-test-device.excerpt.ndjson");
  const hunted = lines("08-mde/otrf-goldensaml-Microsoft365DefenderEvents.ndjson");
  const exported = rows("08-mde/plaso-advanced_hunting_test.excerpt.csv");

  test("map with their hosts, processes and remote ends", () => {
    const all = [...streamed, ...hunted, ...exported];
    expect(all.every((event) => event.source === "defender" && event.timestampQuality === "ok" && event.warnings.length === 0)).toBe(true);
    expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
    expect(unlisted(all)).toEqual([]);
    expect(streamed.map((event) => [event.class, event.fields["process.name"], event.fields["callout.remote.ip"]])).toEqual([
      ["network_connection", "msedgewebview2.exe", "175.16.199.0"],
      ["process_creation", "smartscreen.exe", undefined],
      ["other", undefined, "81.2.69.142"],
    ]);
  });

  test("CSV connections name a transport and a host, not a scheme", () => {
    const connections = exported.filter((event) => event.class === "network_connection");
    expect(connections.length).toBeGreaterThan(0);
    for (const { fields } of connections) {
      expect(fields["network.transport"] ?? "tcp").toMatch(/^(?:tcp|udp|icmp)$/);
      expect(String(fields["destination.domain"] ?? "")).not.toContain("/");
    }
  });
});

describe.runIf(existsSync(path.join(DATA, "07-ecs-endpoint")))("real Endpoint documents", () => {
  const folder = path.join(DATA, "07-ecs-endpoint/sample_event");
  const samples = existsSync(folder) ? readdirSync(folder) : [];
  const sample = (name: string) => eventOf(JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as JsonObject);

  test.each(samples)("%s is an event; the sensor's own are Endpoint's", (file) => {
    const name = path.basename(file, ".json");
    const event = sample(name);
    const aboutTheFleet = ["action_responses", "actions", "heartbeat"].includes(name);
    expect([event.source, event.timestampQuality, event.warnings]).toEqual([aboutTheFleet ? "unknown" : "endpoint", "ok", []]);
  });

  test("the connection's ancestry decodes to pids 612 and 476 above 580", () => {
    const event = sample("network");
    expect(event.fields).toMatchObject({ "callout.remote.ip": "64.233.191.95", "callout.remote.port": 443 });
    const chain = processMentions(event).map((mention) => mention.pid);
    expect(chain[0]).toBe(580);
    expect(chain).toEqual(expect.arrayContaining([612, 476]));
  });

  test("every generated document of every rule normalises", () => {
    const cases = readFileSync(path.join(DATA, "07-ecs-endpoint/geneve-eql-positive.ndjson"), "utf8").trim().split("\n");
    const documents = cases.flatMap((line) => (JSON.parse(line) as { sequences: JsonObject[][] }).sequences.flat());
    expect(documents.length).toBeGreaterThan(1_000);
    const faults = documents.filter((body) => eventOf(body).timestampQuality !== "ok");
    expect(faults).toEqual([]);
  });
});

interface Expected {
  readonly events: number;
  readonly sysmon1: number;
  readonly sysmon3: number;
}

describe.runIf(existsSync(path.join(DATA, "03-security-datasets")))("real Windows captures", () => {
  const folder = path.join(DATA, "03-security-datasets");
  const expected = existsSync(folder)
    ? Object.entries(JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as { readonly [member: string]: Expected })
    : [];

  test.each(expected)("%s normalises whole", async (member, counts) => {
    const archive = /^.*?\.(?:zip|tar\.gz)/i.exec(member)?.[0] ?? "";
    const seen = { events: 0, sysmon1: 0, sysmon3: 0 };
    const strange = new Set<string>();
    for await (const item of decode(sourceOf(readFileSync(path.join(folder, archive))), { file: archive })) {
      if (isFault(item)) continue;
      const event = eventOf(item.body);
      seen.events++;
      if (event.source === "sysmon" && event.class === "process_creation") seen.sysmon1++;
      if (event.source === "sysmon" && event.class === "network_connection") seen.sysmon3++;
      if (event.source === "unknown" || event.timestampQuality === "received") strange.add(JSON.stringify(item.position));
      if (event.source !== "unknown") for (const field of unlisted([event])) strange.add(field);
    }
    expect(seen).toEqual({ events: counts.events, sysmon1: counts.sysmon1, sysmon3: counts.sysmon3 });
    expect([...strange]).toEqual([]);
  });
});

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    stream: async function* () {
      yield bytes;
    },
  };
}
