import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { disconnect, pool } from "#lib/db/client";
import { getTimeline } from "./data.ts";

afterAll(disconnect);

/** A rule of its own with an alert at each of these times. */
async function ruleWith(times: readonly string[]): Promise<string> {
  const rule = `timeline-${randomUUID()}`;
  const { rows } = await pool().query("INSERT INTO host (key, name) VALUES ($1, $1) RETURNING id", [`host-${rule}`]);
  for (const at of times)
    await pool().query(
      `INSERT INTO alert (id, key, rule_id, rule_title, severity, severity_rank, status, host_id, host_name, first_seen, last_seen, count, language, tags)
       VALUES ($1, $2, $3, 'Timeline', 'low', 1, 'open', $4, $5, $6, $6, 1, 'sigma', '{}')`,
      [randomUUID(), randomUUID(), rule, rows[0].id, `host-${rule}`, at],
    );
  return rule;
}

test("a rule that never fired has none", async () => {
  expect(await getTimeline(await ruleWith([]))).toBeNull();
});

test("one alert is one bar", async () => {
  const timeline = await getTimeline(await ruleWith(["2026-01-05T08:01:02.003Z"]));
  expect(timeline?.bars).toEqual([{ at: "2026-01-05T08:01:00.000000Z", alerts: 1 }]);
});

test("days apart, a bar is six hours, and no alert is lost", async () => {
  const times = ["2026-01-05T05:59:59.999Z", "2026-01-05T06:00:00Z", "2026-01-05T11:59:59Z", "2026-01-12T00:00:00Z"];
  const timeline = await getTimeline(await ruleWith(times));
  expect(timeline).toEqual({
    stepSeconds: 21_600,
    bars: [
      { at: "2026-01-05T00:00:00.000000Z", alerts: 1 },
      { at: "2026-01-05T06:00:00.000000Z", alerts: 2 },
      { at: "2026-01-12T00:00:00.000000Z", alerts: 1 },
    ],
  });
});

test.each([3, 40, 400, 8_000, 200_000])("over %d days there are no more than 61 places for bars", async (days) => {
  const from = Date.parse("1990-03-04T05:06:07Z");
  const timeline = await getTimeline(await ruleWith([from, from + days * 86_400_000].map((at) => new Date(at).toISOString())));
  const [first, last] = [timeline?.bars[0], timeline?.bars.at(-1)];
  const slots = (Date.parse(last?.at ?? "") - Date.parse(first?.at ?? "")) / 1000 / (timeline?.stepSeconds ?? 0) + 1;
  expect(slots).toBeGreaterThan(1);
  expect(slots).toBeLessThanOrEqual(61);
});
