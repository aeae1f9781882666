import { expect } from "@playwright/test";
import { query } from "./fixtures/database.ts";
import { ANALYST, test } from "./pages/console.ts";
import { answering } from "./pages/hydrated.ts";

const setRole = (role: string) => query(`UPDATE "user" SET role = $1 WHERE email = $2`, [role, ANALYST.email]);

test.afterEach(async () => {
  await setRole("admin");
});

test("whoever is no administrator is told so where lists and tokens are changed, and the server holds to it", async ({ page }) => {
  await setRole("engineer");
  await page.goto("/lists");
  await expect(page.getByText("Only an administrator adds, changes and removes lists")).toBeVisible();
  await expect(page.getByLabel("URL by which queries name it")).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Host" })).toHaveCount(0);
  const list = await page.request.post("/api/lists?url=https://lists.example/role.csv&name=role&file=a.csv", { data: "a,b\n1,2\n" });
  expect(list.status()).toBe(403);
  expect(await list.json()).toMatchObject({ error: { code: "forbidden", message: expect.stringContaining("Only an administrator") } });
  await page.goto("/settings/tokens");
  await expect(page.getByText("Only an administrator makes and revokes tokens")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make a token" })).toHaveCount(0);
  await page.goto("/rules");
  await expect(page.getByLabel("Rule files", { exact: true })).toHaveCount(1);
});

test("an analyst imports no rules, and still switches them; a token is not made by a page that was open before", async ({
  page,
  console,
}) => {
  await console.tokens.open();
  await answering(page.locator("form"));
  await setRole("analyst");
  await page.getByLabel("Used by").fill("too late");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Make a token" }).click();
  expect((await answered).ok()).toBe(false);
  await page.goto("/settings/tokens");
  await expect(page.getByText("too late")).toHaveCount(0);
  await page.goto("/rules");
  await expect(page.getByText("Only a rule engineer or an administrator imports")).toBeVisible();
  await expect(page.getByRole("switch").first()).toBeEnabled();
  const rule = await page.request.post("/api/rules?name=a.yml&start=on", {
    multipart: { files: { name: "a.yml", mimeType: "text/yaml", buffer: Buffer.from("title: a") } },
  });
  expect(rule.status()).toBe(403);
  await page.goto("/rules/placeholders");
  await expect(page.getByText("Only a rule engineer or an administrator imports")).toBeVisible();
});
