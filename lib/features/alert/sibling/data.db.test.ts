import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { normalise } from "#core/normalise/normalise";
import { disconnect, pool } from "#lib/db/client";
import { instant } from "#lib/db/instant";
import { listSiblings } from "./data.ts";

afterAll(disconnect);

test("rules of the same log source say whether they fired, or the first predicate that failed", async () => {
  const scope = randomUUID();
  const time = "2026-01-05T08:00:00.000Z";
  const event = normalise(
    {
      position: { file: "x.evtx", record: 1 },
      shape: "windows-event",
      body: {
        System: {
          Provider: { Name: "Microsoft-Windows-Sysmon" },
          EventID: 3,
          Channel: "Microsoft-Windows-Sysmon/Operational",
          Computer: "h",
          TimeCreated: { SystemTime: time },
        },
        EventData: { Image: "C:\\MSBuild.exe", Initiated: "true", DestinationIp: "8.8.8.8", DestinationPort: "8443", ProcessId: "7" },
      },
    },
    { receivedAt: Date.parse(time) * 1000 },
  );
  if ("kind" in event) throw new Error(event.detail);
  const rules = [
    ["fires", "8443", true],
    ["misses", "443", true],
    ["disabled", "8443", false],
  ] as const;
  const ids = rules.map(() => randomUUID());
  for (const [n, [name, port, enabled]] of rules.entries()) {
    const source = `title: ${name} ${scope}\nid: ${ids[n]}\nlogsource:\n  category: network_connection\n  product: windows\ndetection:\n  selection:\n    Image|endswith: '\\msbuild.exe'\n    DestinationPort: ${port}\n  condition: selection\nlevel: high\n`;
    await pool().query(
      `INSERT INTO rule (id, title, language, severity, severity_rank, tags, log_source, source, file_name, enabled, updated_at)
       VALUES ($1, $2, 'sigma', 'high', 3, '{}', $3, $4, 'r.yml', $5, now())`,
      [ids[n], `${name} ${scope}`, `test ${scope}`, source, enabled],
    );
  }
  const own = randomUUID();
  await pool().query(
    `INSERT INTO rule (id, title, language, severity, severity_rank, tags, log_source, source, file_name, enabled, updated_at)
     VALUES ($1, 'own', 'sigma', 'high', 3, '{}', $2, '', 'r.yml', true, now())`,
    [own, `test ${scope}`],
  );
  const siblings = await listSiblings({ event, at: instant(event.timestamp) }, { ruleId: own, processName: "MSBuild.exe" });
  expect(siblings.map((rule) => [rule.title, rule.fired])).toEqual([
    [`fires ${scope}`, true],
    [`misses ${scope}`, false],
  ]);
  expect(siblings[1]?.failed).toMatchObject({ held: false, field: "DestinationPort", value: "8443" });
});
