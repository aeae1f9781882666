import { expect, type Page } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { type Console, test } from "./pages/console.ts";

/** As many alerts on one host, each of a process of its own. */
async function alertsOn(console: Console, count: number): Promise<string> {
  const machine = desk(newHost("KEYS"));
  const parent = machine.known("C:\\agent\\Agent.Worker.exe");
  for (let index = 0; index < count; index++)
    machine.connect(machine.start(parent, MSBUILD, `${MSBUILD} project-${index}.sln`), newAddress(), 8081);
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await console.queue.open({ host: machine.host });
  await expect(console.queue.rows).toHaveCount(count);
  return machine.host;
}

const focusedRow = (page: Page) => page.locator("tr:focus-within");

/** Presses keys one after the other and counts them. */
function counter(page: Page) {
  let pressed = 0;
  return {
    press: async (...keys: readonly string[]): Promise<void> => {
      for (const key of keys) {
        await page.keyboard.press(key);
        pressed++;
      }
    },
    pressed: () => pressed,
  };
}

test("a queue is worked through without the mouse: two keys an alert, one to take it back", async ({ page, console }) => {
  const host = await alertsOn(console, 4);
  const [first = "", second = "", third = ""] = await console.queue.rows.evaluateAll((rows) =>
    rows.map((row) => /project-\d/.exec(row.textContent ?? "")?.[0] ?? ""),
  );
  await page.keyboard.press("j");
  await expect(focusedRow(page)).toContainText(first);
  const keys = counter(page);
  await keys.press("f", "1");
  expect(keys.pressed()).toBe(2);
  await expect(page.getByText("Closed 1 alert as false positive.")).toBeVisible();
  // The next alert is under the hands already.
  await expect(focusedRow(page)).toContainText(second);
  await page.keyboard.press("b");
  await page.keyboard.press("3");
  await expect(focusedRow(page)).toContainText(third);
  await expect(console.queue.tab("Closed")).toContainText("2");

  await page.keyboard.press("z");
  await expect(page.getByText("Put back 1 alert.")).toBeVisible();
  await expect(console.queue.tab("Closed")).toContainText("1");

  await page.keyboard.press("k");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+J");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("t");
  await page.keyboard.press("5");
  await expect(page.getByText("Closed 2 alerts as true positive.")).toBeVisible();
  await console.queue.open({ host });
  await expect(console.queue.rows).toHaveCount(1);
  await console.queue.open({ host, status: "closed" });
  await expect(console.queue.rows).toHaveCount(3);
});

test("a false positive with its exception takes four keys from the queue", async ({ page, console }) => {
  const host = await alertsOn(console, 2);
  await page.keyboard.press("j");
  const keys = counter(page);
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("MSBuild Connecting to Non-Standard Ports");
  await keys.press("e");
  await expect(console.exceptions.save).toHaveText("Save and silence 1");
  await keys.press("1", "Enter");
  await expect(console.exceptions.saved).toBeVisible();
  expect(keys.pressed()).toBeLessThanOrEqual(4);
  await page.keyboard.press("z");
  await expect(page.getByText(/Taken back:/)).toBeVisible();
  await console.queue.open({ host });
  await expect(console.queue.rows).toHaveCount(2);
});

test("from alert to alert, back to the queue, anywhere by g, and ? says how", async ({ page, console }) => {
  await alertsOn(console, 3);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/alerts\/[0-9a-f-]{36}/);
  const first = console.alert.id();
  await expect(
    console.alert
      .button(/^Next/)
      .or(page.getByRole("link", { name: /^Next/ }))
      .first(),
  ).toBeEnabled();
  await page.keyboard.press("]");
  await expect.poll(() => console.alert.id()).not.toBe(first);
  await page.keyboard.press("[");
  await expect.poll(() => console.alert.id()).toBe(first);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys on this page" });
  for (const line of ["Make an exception", "Undo the last change", "Next alert of the queue", "False positive, then 1–6 for the reason"])
    await expect(sheet).toContainText(line);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("p");
  await expect(console.alert.chain.getByRole("treeitem").first()).toBeVisible();
  await expect(page.locator("[role=treeitem]:focus")).toHaveCount(1);
  await page.keyboard.press("ArrowUp");
  await expect(page.locator("[role=treeitem]:focus")).toContainText("Agent.Worker.exe");
  await page.keyboard.press("u");
  await expect(page).toHaveURL(/\/alerts\?.*host=/);
  for (const [keys, address] of [
    ["gx", /\/exceptions$/],
    ["gr", /\/rules$/],
    ["gu", /\/ingests$/],
    ["gs", /status=silenced/],
    ["gq", /\/alerts$/],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await expect(page).toHaveURL(address);
  }
});

test("keys can be turned off, and typing is never a command", async ({ page, console }) => {
  const host = await alertsOn(console, 1);
  await page.keyboard.press("/");
  await expect(console.queue.search).toBeFocused();
  await page.keyboard.type("f1 project-0");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=f1/);
  await console.queue.open({ host });
  await page.keyboard.press("?");
  const letters = page.getByRole("switch", { name: /Single-letter keys act/ });
  await letters.focus();
  await page.keyboard.press("Space");
  await expect(letters).not.toBeChecked();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("f");
  await expect(page.getByRole("group", { name: /^Why / })).toHaveCount(0);
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await letters.focus();
  await page.keyboard.press("Space");
  await expect(letters).toBeChecked();
});
