import { expect } from "@playwright/test";
import { file, zipped } from "./fixtures/archive.ts";
import { desk, newAddress, newHost } from "./fixtures/desk.ts";
import { sigma } from "./fixtures/sigma.ts";
import { test } from "./pages/console.ts";

function ruleFor(title: string, image: string) {
  return { title, name: `${title.toLowerCase().replaceAll(" ", "-")}.yml`, text: sigma({ title, image }) };
}

test("a good rule is taken, a bad one refused with line and column, and both can be read", async ({ page, console }) => {
  const mark = newHost("Rule");
  const good = ruleFor(`${mark} Talker Connects`, "\\talker.exe");
  const bad = {
    name: `${mark}-bad.yml`,
    text: good.text
      .replace("Image|endswith", "Image|endswth")
      .replace(/^id: .*\n/m, "")
      .replace("Talker", "Broken"),
  };
  const broken = { name: `${mark}-no-yaml.yml`, text: "title: [unclosed\nlogsource: {" };
  await console.rules.open(mark);
  await console.rules.upload([good, bad, broken].map(({ name, text }) => file(name, text)));
  await expect(page.getByText("1 added, 0 updated, 0 unchanged, 2 refused.")).toBeVisible();
  await expect(console.rules.imported(good.title)).toContainText("added");
  const line = bad.text.split("\n").findIndex((text) => text.includes("endswth")) + 1;
  await expect(console.rules.imported(bad.name)).toContainText(new RegExp(`refused.*line ${line}, column \\d+: .*endswth`));
  await expect(console.rules.imported(broken.name)).toContainText(/refused.*line \d+, column \d+/);

  await expect(console.rules.enabled(good.title)).toBeChecked();
  await console.rules.row(good.title).getByRole("link", { name: good.title }).click();
  await expect(page.getByRole("list", { name: "Rule text" })).toContainText("\\talker.exe");
  await expect(page.getByText("It has not fired.")).toBeVisible();
});

test("a zip of rules is a collection; sent again it is unchanged", async ({ console }) => {
  const mark = newHost("Zip");
  const rules = ["one", "two", "three"].map((name) => ruleFor(`${mark} ${name}`, `\\${name}.exe`));
  const zip = await zipped(`${mark}.zip`, [
    ...rules.map(({ name, text }) => file(`rules/windows/${name}`, text)),
    file("rules/README.md", "# not a rule"),
    file(
      `rules/windows/${mark}-bad.yml`,
      rules[0]?.text.replace("condition: selection", "condition: selectoin").replace(/^id: .*\n/m, "") ?? "",
    ),
  ]);
  await console.rules.open(mark);
  await console.rules.upload([zip]);
  for (const { title } of rules) await expect(console.rules.imported(title).filter({ hasText: "added" })).toHaveCount(1);
  await expect(console.rules.imported(`${mark}-bad.yml`)).toContainText(/line \d+, column \d+: .*selectoin/);
  await console.rules.upload([zip]);
  for (const { title } of rules) await expect(console.rules.imported(title).filter({ hasText: "unchanged" })).toHaveCount(1);
});

test("an uploaded rule fires, disabled it does not, enabled it does again; built-in ones are only disabled", async ({ page, console }) => {
  const mark = newHost("Switch");
  const rule = ruleFor(`${mark} Talker Connects`, `\\${mark}.exe`);
  const machine = desk(newHost("WS"));
  const talker = () => machine.start(machine.known("C:\\Windows\\explorer.exe"), `C:\\Temp\\${mark}.exe`, `${mark}.exe --talk`);
  const talk = async (part: string): Promise<void> => {
    machine.connect(talker(), newAddress(), 6667);
    await console.ingests.load(file(`${machine.host}.${part}.ndjson`, machine.ndjson()));
  };

  await console.rules.open(mark);
  await console.rules.upload([file(rule.name, rule.text)]);
  await talk("enabled");
  await expect(console.ingests.count("Findings")).toHaveText("1");

  await console.rules.open(mark);
  await console.rules.flip(rule.title);
  await expect(page.getByText("1 rule disabled")).toBeVisible();
  await talk("disabled");
  await expect(console.ingests.count("Findings")).toHaveText("0");

  await console.rules.open(mark);
  await console.rules.select(rule.title);
  await page.getByRole("button", { name: "Enable 1" }).click();
  await expect(page.getByText("1 rule enabled")).toBeVisible();
  await talk("again");
  await expect(console.ingests.count("Findings")).toHaveText("1");
  await console.queue.open({ host: machine.host });
  await expect(console.queue.row(rule.title)).toHaveCount(2);

  await console.rules.open("MSBuild Making Network");
  await console.rules.row("MSBuild Making Network Connections").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("MSBuild Making Network Connections");
  await expect(page.getByRole("button", { name: /Delete/ })).toHaveCount(0);
});

test("of an import one finds what was refused for a reason, and a rule by its title", async ({ page, console }) => {
  const mark = newHost("Find");
  const rules = ["alpha", "beta"].map((name) => ruleFor(`${mark} ${name}`, `\\${name}.exe`));
  const bad = file(
    `${mark}-bad.yml`,
    rules[0]?.text.replace("condition: selection", "condition: selectoin").replace(/^id: .*\n/m, "") ?? "",
  );
  await console.rules.open(mark);
  await console.rules.upload([await zipped(`${mark}.zip`, [...rules.map(({ name, text }) => file(name, text)), bad])]);
  await page.getByRole("link", { name: "The whole report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${mark}.zip`);
  await expect(console.rules.report.locator("tbody tr")).toHaveCount(3);
  await page.getByRole("searchbox", { name: "Find a file or a rule of this import" }).fill("BETA");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(console.rules.report.locator("tbody tr")).toHaveCount(1);
  await expect(console.rules.imported(`${mark} beta`)).toHaveCount(1);
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(console.rules.report.locator("tbody tr")).toHaveCount(3);
  await page.getByRole("list", { name: "What was found in them" }).getByRole("link", { name: / 1$/ }).first().click();
  await expect(console.rules.report.locator("tbody tr")).toHaveCount(1);
  await expect(console.rules.imported(`${mark}-bad.yml`)).toContainText("selectoin");
});
