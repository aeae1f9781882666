import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, newAddress, newHost } from "./fixtures/desk.ts";
import { type Console, test } from "./pages/console.ts";

const SHORTEST = "a.csproj";

/** An EQL sequence over a program of its own: started, nothing set in the registry, then connected, within half a minute. */
function sequenceRule(mark: string) {
  const program = `${mark}.exe`.toLowerCase();
  const title = `${mark} started and called out`;
  const text = `// title: ${title}
// id: ${randomUUID()}
// severity: high
// description: A program that should build calls somebody within half a minute of its start.
sequence by process.entity_id with maxspan=30s
  [process where event.type == "start" and process.name : "${program}"]
  ![registry where process.name : "${program}"]
  [network where process.name : "${program}"]
`;
  return { title, program, file: file(`${mark}.eql`, text) };
}

/** A Sigma correlation: three connections of a program of its own from one computer within ten minutes. */
function correlationRule(mark: string) {
  const program = `${mark}.exe`;
  const base = randomUUID();
  const title = `${mark} called out three times`;
  const text = `title: ${mark} calls out
id: ${base}
name: calls_out_${mark.toLowerCase().replaceAll("-", "_")}
logsource:
  product: windows
  category: network_connection
detection:
  selection:
    Image|endswith: '\\${program}'
  condition: selection
---
title: ${title}
id: ${randomUUID()}
level: medium
correlation:
  type: event_count
  rules:
    - ${base}
  group-by:
    - Computer
  timespan: 10m
  condition:
    gte: 3
`;
  return { title, program, file: file(`${mark}.yml`, text) };
}

async function upload(console: Console, rule: { readonly title: string; readonly file: ReturnType<typeof file> }): Promise<void> {
  await console.rules.open(rule.title);
  await console.rules.upload([rule.file]);
  await expect(console.rules.imported(rule.title).first()).toContainText("added");
}

test("a sequence shows its steps, the time between them and what must not have happened; an exception for one step silences it, and undo brings it back", async ({
  page,
  console,
}) => {
  const rule = sequenceRule(newHost("Seq"));
  await upload(console, rule);
  const machine = desk(newHost("WS"));
  const address = newAddress();
  const program = `C:\\Temp\\${rule.program}`;
  const started = machine.start(machine.known("C:\\Windows\\explorer.exe"), program, `${rule.program} ${SHORTEST}`);
  machine.connect(started, address, 4444);
  // A program that only starts completes nothing.
  machine.start(machine.known("C:\\Windows\\explorer.exe"), program, `${rule.program} quiet.csproj`);
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));

  await console.queue.openOnce({ host: machine.host }, rule.title);
  const row = console.queue.row(rule.title);
  await expect(row.getByTitle("EQL sequence")).toBeVisible();
  await expect(row).toContainText("1 /2 ev");
  await console.queue.follow(rule.title);

  const { alert, exceptions } = console;
  const steps = alert.why.getByRole("list", { name: "Steps" }).locator("> li");
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(0)).toContainText("Step 1: process");
  await expect(steps.nth(0)).toContainText(`${rule.program} ${SHORTEST}`);
  await expect(steps.nth(1)).toContainText("Step 2: registry Nothing of it happened between the steps around it.");
  await expect(steps.nth(2)).toContainText("Step 3: network");
  await expect(steps.nth(2)).toContainText("+1.0 s");
  await expect(steps.nth(2)).toContainText(address);
  await expect(steps.nth(2).getByRole("table").first()).toContainText("process.name");
  await expect(alert.why).toContainText("process.entity_id");
  await expect(alert.process("this alert")).toContainText(rule.program);

  // By keyboard: to the steps, from one to the next, and the whole event.
  await page.keyboard.press("w");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(steps.nth(2)).toContainText("destination.port");

  const id = alert.id();
  await page.keyboard.press("e");
  await exceptions
    .proposal(/^Step 3: network: Anything of this rule to|^Step 3: network: This command line to/)
    .first()
    .check();
  await expect(page.getByLabel("Events", { exact: true })).toHaveValue("3 network");
  await expect(exceptions.preview).toContainText("1 alert would go to Silenced");
  await expect(exceptions.preview).toContainText("It matches the alert it is written for.");
  // At the other step there is no such address: the draft is refused, with the reason.
  await page.getByLabel("Events", { exact: true }).selectOption({ label: "Only for step 1: process" });
  await expect(page.getByText(/Cannot be saved: It does not match the alert it was written for: destination\.ip/)).toBeVisible();
  await page.getByLabel("Events", { exact: true }).selectOption({ label: "Only for step 3: network" });
  await exceptions.reason.fill("The package feed of the build agents");
  await exceptions.save.click();
  await expect(exceptions.saved).toContainText("1 alert went to Silenced");
  await expect(page.getByRole("main")).toContainText("at its step 3 network only");

  await console.queue.open({ host: machine.host });
  await expect(console.queue.rows).toHaveCount(0);
  await alert.open(id);
  await expect(alert.strip).toContainText("Silenced");
  await expect(steps.nth(2)).toContainText(/silenced by EX-\d+/);
  await expect(steps.nth(0)).not.toContainText("silenced by");
  await page.keyboard.press("z");
  await expect(page.getByText("Put back 1 alert.")).toBeVisible();
  await alert.open(id);
  await expect(alert.strip).toContainText("Open");
});

test("a sequence whose events come in two files, the last one first, is found when the second is read", async ({ console }) => {
  const rule = sequenceRule(newHost("Late"));
  await upload(console, rule);
  const machine = desk(newHost("WS"));
  const started = machine.start(machine.known("C:\\Windows\\explorer.exe"), `C:\\Temp\\${rule.program}`, rule.program);
  machine.connect(started, newAddress(), 4444);
  const [first, second] = machine.ndjson().trimEnd().split("\n");
  await console.ingests.load(file(`${machine.host}.2.ndjson`, `${second}\n`));
  await console.queue.open({ host: machine.host });
  await expect(console.queue.row(rule.title)).toHaveCount(0);
  await console.ingests.load(file(`${machine.host}.1.ndjson`, `${first}\n`));
  await console.queue.openOnce({ host: machine.host }, rule.title);
});

test("a correlation shows what it counted against its bound, the group, and every event", async ({ console }) => {
  const rule = correlationRule(newHost("Count"));
  await upload(console, rule);
  const machine = desk(newHost("WS"));
  const address = newAddress();
  const caller = machine.start(machine.known("C:\\Windows\\explorer.exe"), `C:\\Temp\\${rule.program}`, rule.program);
  for (const port of [8081, 8082, 8083]) machine.connect(caller, address, port);
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await console.queue.open({ host: machine.host });
  await expect(console.queue.row(rule.title).getByTitle("Sigma count")).toBeVisible();
  await console.queue.follow(rule.title);
  const { why } = console.alert;
  await expect(why.getByRole("table", { name: "What was counted" })).toContainText(/events\s*3\s*needs ≥ 3/);
  await expect(why).toContainText(machine.host);
  const events = why.getByRole("list", { name: "Events" }).locator("> li");
  await expect(events).toHaveCount(3);
  for (const [at, port] of [8081, 8082, 8083].entries()) await expect(events.nth(at)).toContainText(`${address}:${port}`);
  await expect(console.alert.panel("evidence")).toContainText("3 events");
});
