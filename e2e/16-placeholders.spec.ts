import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, newAddress, newHost } from "./fixtures/desk.ts";
import { sigma } from "./fixtures/sigma.ts";
import { test } from "./pages/console.ts";
import { answering } from "./pages/hydrated.ts";

test("a rule that leaves a list to the site waits for it, fires once it has values, and waits again when they are taken back", async ({
  page,
  console,
}) => {
  const mark = newHost("List");
  const name = mark.replace("-", "_");
  const title = `${mark} Tool Connects`;
  const text = sigma({ title, image: "x" }).replace("Image|endswith: 'x'", `Image|expand: 'C:\\Temp\\tool-%${name}%.exe'`);
  await console.rules.open(mark);
  await console.rules.upload([file(`${mark}.yml`, text)]);
  await expect(console.rules.imported(`${mark}.yml`)).toContainText(`%${name}% has no values`);

  await page.goto("/rules/placeholders");
  const list = page.getByRole("region", { name: `%${name}%` });
  await expect(list).toContainText("no values: its rules do not run");
  await expect(list.getByRole("link", { name: title })).toBeVisible();
  await answering(list.getByLabel(`Values of ${name}`));
  await list.getByLabel(`Values of ${name}`).fill(`${mark}*`);
  await list.getByRole("button", { name: "Save" }).click();
  const said = page.getByRole("status").filter({ hasText: `%${name}% is saved. 1 rule can run with it.` });
  await expect(said).toBeVisible();

  const machine = desk(newHost("WS"));
  const explorer = machine.known("C:\\Windows\\explorer.exe");
  machine.connect(machine.start(explorer, `C:\\Temp\\tool-${mark}-1.exe`, "tool"), newAddress(), 6667);
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await expect(console.ingests.count("Findings")).toHaveText("1");

  await page.goto("/rules/placeholders");
  await answering(list.getByLabel(`Values of ${name}`));
  await list.getByLabel(`Values of ${name}`).fill("");
  await list.getByRole("button", { name: "Forget" }).click();
  const forgotten = page.getByRole("status").filter({ hasText: `%${name}% is forgotten.` });
  await expect(forgotten).toContainText("1 rule cannot run.");
  await forgotten.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByLabel(`Values of ${name}`)).toHaveValue(`${mark}*`);
});
