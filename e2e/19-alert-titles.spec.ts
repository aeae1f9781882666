import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { newHost } from "./fixtures/desk.ts";
import { test } from "./pages/console.ts";

test("an alert of a rule that leaves title and severity to its events is shown as they say, and says where from", async ({
  page,
  console,
}) => {
  const host = newHost("EXT");
  const rule = {
    rule_id: randomUUID(),
    name: `${host} External Alerts`,
    type: "query",
    language: "kuery",
    query: `host.name : "${host}"`,
    severity: "medium",
    risk_score: 47,
    rule_name_override: "message",
    severity_mapping: [{ field: "event.severity", operator: "equals", value: "73", severity: "high" }],
    risk_score_mapping: [{ field: "event.risk_score", operator: "equals", value: "" }],
  };
  await console.rules.open(host);
  await console.rules.upload([file("external.ndjson", `${JSON.stringify(rule)}\n`)]);
  await expect(console.rules.imported(rule.name)).toContainText("added");

  const event = (minute: number, severity: number, message: string) => ({
    "@timestamp": `2026-05-04T08:0${minute}:00Z`,
    event: { kind: "alert", category: ["malware"], severity, risk_score: severity },
    host: { name: host },
    message,
  });
  const lines = [event(1, 21, "A suspicious macro"), event(2, 73, "A credential dumper")].map((line) => JSON.stringify(line));
  await console.ingests.load(file(`${host}.ndjson`, lines.join("\n")));

  await console.queue.open({ host });
  await expect(console.queue.row("A credential dumper")).toContainText("high");
  await console.queue.row("A credential dumper").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A credential dumper");
  for (const text of [
    `message; the rule is called ${rule.name}`,
    "event.severity = 73; the rule's own is medium",
    "73, from event.risk_score; the rule's own is 47",
    "A suspicious macro (medium)",
  ]) {
    await expect(page.locator("main")).toContainText(text);
  }
});
