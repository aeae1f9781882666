import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { file, zipped } from "./fixtures/archive.ts";
import { newHost } from "./fixtures/desk.ts";
import { test } from "./pages/console.ts";

const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

test.describe.configure({ timeout: 300_000 });

test("a list is uploaded under its URL, read by a query, replaced, taken back and deleted", async ({ page, console }) => {
  const name = newHost("List");
  const url = `https://lists.example/${name}.csv.zip`;
  await console.lists.open();
  await console.lists.upload(
    url,
    name,
    await zipped(`${name}.zip`, [file("asn.csv", "cidr,asn,owner\n91.0.0.0/8,64500,First\n10.0.0.0/8,64501,Second\n")]),
  );
  await expect(console.lists.said.first()).toContainText("Version 1 is in use");
  await expect(console.lists.row(name)).toContainText(url.slice(-16));
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).disableRules(["region"]).analyze();
  expect.soft(violations.map(({ id, nodes }) => `lists: ${id} at ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);

  await console.hunt.open();
  await console.hunt.run(`externaldata(cidr: string, asn: long, owner: string) ["${url}"] with (ignoreFirstRecord=true) | sort by asn asc`);
  await expect(console.hunt.rows).toHaveCount(2);
  await expect(console.hunt.cell(0, 2)).toHaveText("First");
  await expect(page.getByText(/the list kept for .* answers: version 1/)).toBeVisible();

  await console.lists.open();
  await console.lists.upload(url, name, file("asn.csv", "cidr,asn,owner\n91.0.0.0/8,64500,Third\n"));
  await expect(console.lists.said.first()).toContainText("Version 2 is in use");
  await console.lists.upload(url, name, file("asn.csv", "cidr,asn,owner\n91.0.0.0/8,64500,Third\n"));
  await expect(console.lists.said.first()).toContainText("nothing changed");
  await console.lists.row(name).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByText("91.0.0.0/8,64500,Third")).toBeVisible();
  await console.lists.versions.filter({ hasText: "Use it again" }).getByRole("button").click();
  await expect(page.getByText("91.0.0.0/8,64500,First")).toBeVisible();
  const one = await new AxeBuilder({ page }).withTags(LEVELS).disableRules(["region"]).analyze();
  expect.soft(one.violations.map(({ id, nodes }) => `list: ${id} at ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);

  await page.getByRole("button", { name: `Delete ${name}` }).click();
  await expect(page).toHaveURL(/\/lists$/);
  await expect(console.lists.row(name)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(console.lists.row(name)).toHaveCount(1);
});

test("a file that is no list, a host that is none and a URL that may not be fetched are refused in words", async ({ page, console }) => {
  const name = newHost("Bad");
  await console.lists.open();
  await console.lists.upload(`https://lists.example/${name}.csv`, name, file("empty.csv", ""));
  await expect(page.getByRole("main").getByRole("alert").first()).toBeVisible();
  await expect(console.lists.row(name)).toHaveCount(0);
  await page.getByRole("textbox", { name: "Host" }).fill("127.0.0.1");
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByText(/a host's name such as/)).toBeVisible();
  await page.getByRole("tab", { name: "Let Callout fetch it" }).click();
  await expect(page.getByText("lists.example is not among the allowed hosts below")).toBeVisible();
  const host = `${name.toLowerCase()}.example`;
  await page.getByRole("textbox", { name: "Host" }).fill(host);
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByText(host, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: `Do not allow ${host} any more` }).click();
  await expect(page.getByText(host, { exact: true })).toHaveCount(0);
});
