import { expect } from "@playwright/test";
import { test } from "./pages/console.ts";

const DESK = "WKS-014.corp.example";
const BUILD = "BLD-01.corp.example";
const OFFICE = "WKS-022.corp.example";

test("the sample data tells its story: an intrusion, a build server, installs and a rare program", async ({ console }) => {
  await console.ingests.loadSample();
  await expect(console.ingests.state).toHaveText("done");
  await expect(console.ingests.count("Faults")).toHaveText("0");
  for (const host of [DESK, BUILD, OFFICE]) await expect(console.ingests.hosts).toContainText(host);

  await console.queue.open({ host: DESK });
  const beacon = console.queue.row("MSBuild Connecting to Non-Standard Ports");
  await expect(beacon).toContainText("95.217.228.176:8443");
  await expect(beacon).toContainText("invoice.csproj");
  await expect(beacon.locator("td").filter({ hasText: /^11$/ })).toHaveCount(1);
  await expect(console.queue.row(/Office/)).not.toHaveCount(0);

  await console.queue.open({ host: BUILD });
  await expect(console.queue.row("MSBuild Making Network Connections")).toHaveCount(18);
  await console.queue.open({ host: OFFICE });
  await expect(console.queue.row("Msiexec Connecting Over HTTP")).toHaveCount(1);
  await expect(console.queue.row("Rundll32 Connecting to a Public Address")).toHaveCount(1);
});

test("the intruder's alert can be understood from its page alone", async ({ console }) => {
  await console.queue.open({ host: DESK });
  await console.queue.follow("MSBuild Connecting to Non-Standard Ports");
  const { alert } = console;
  for (const name of ["OUTLOOK.EXE", "WINWORD.EXE", "cmd.exe", "MSBuild.exe"]) await expect(alert.process(name).first()).toBeVisible();
  await expect(alert.connection("cdn-telemetry-sync.example").first()).toBeVisible();
  await expect(alert.connection("10.20.0.10").first()).toContainText("private");
  await expect(alert.panel("siblings")).toContainText("MSBuild Making Network Connections");
  await expect(alert.panel("siblings")).toContainText(/Would need/);
});

test("asked for once more, nothing is doubled", async ({ page, console }) => {
  await console.ingests.loadSample();
  await expect(console.ingests.state).toHaveText(/done|already loaded/);
  await expect(
    page
      .getByText("Nothing changed")
      .or(console.ingests.count("Stored").filter({ hasText: /^0$/ }))
      .first(),
  ).toBeVisible();
});
