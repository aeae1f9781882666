import { expect } from "@playwright/test";
import { ANALYST, stranger, test } from "./pages/console.ts";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const PAGES = [
  "/",
  "/alerts",
  "/alerts?status=silenced",
  `/alerts/${NOBODY}`,
  "/exceptions",
  "/exceptions/new",
  `/exceptions/${NOBODY}`,
  "/rules",
  `/rules/${NOBODY}`,
  "/rules/imports",
  "/rules/placeholders",
  "/hunt",
  "/lists",
  "/ingests",
  `/ingests/${NOBODY}`,
  "/settings/tokens",
];
const ROUTES = [
  ["POST", "/api/ingests?name=a.ndjson"],
  ["GET", `/api/ingests/${NOBODY}`],
  ["GET", `/api/ingests/${NOBODY}/faults`],
  ["GET", "/api/processes/children?host=1&key=a"],
  ["POST", "/api/rules"],
  ["GET", `/api/rules/imports/${NOBODY}`],
  ["POST", "/api/lists?url=https://example.org/a.csv"],
  ["POST", "/api/hunts"],
  ["GET", "/api/hunts"],
  ["GET", "/api/hunts/catalog"],
  ["POST", "/api/hunts/check"],
  ["POST", "/api/hunts/addresses"],
  ["GET", `/api/hunts/${NOBODY}`],
  ["GET", `/api/hunts/${NOBODY}/rows`],
  ["GET", `/api/hunts/${NOBODY}/export`],
  ["POST", `/api/hunts/${NOBODY}/cancel`],
  ["POST", "/api/v1/events"],
  ["GET", "/alerts/counts"],
  ["GET", `/alerts/${NOBODY}/evidence`],
  ["GET", `/alerts/${NOBODY}/findings`],
  ["GET", `/alerts/${NOBODY}/findings/${NOBODY}`],
] as const;

stranger.describe("setting up", () => {
  stranger("a made-up link opens nothing, and signing in says that nobody has an account", async ({ page, console }) => {
    await console.setup.open("not-the-token");
    await expect(console.setup.closed).toBeVisible();
    await console.signIn.open();
    await expect(page.getByText("Nobody has an account yet")).toBeVisible();
  });

  stranger("the link creates the first account, once", async ({ page, console }) => {
    await console.setup.open();
    await console.setup.fill(ANALYST, "something else entirely");
    await console.setup.create.click();
    await expect(page.getByText("The two passwords differ")).toBeVisible();
    await console.setup.fill(ANALYST);
    await console.setup.create.click();
    await expect(page).toHaveURL(/\/alerts$/);
    await expect(page.getByText("No data yet")).toBeVisible();

    await console.setup.open();
    await expect(console.setup.closed).toBeVisible();
    await expect(console.setup.create).toHaveCount(0);
  });

  stranger("a wrong password says so, the right one leads to the page that was asked for", async ({ page, console }) => {
    await console.signIn.open("/rules");
    await console.signIn.submit(ANALYST.email, "not the password");
    await expect(console.signIn.refusal).toHaveText("The email address or the password is wrong.");
    await console.signIn.submit(ANALYST.email, ANALYST.password);
    await expect(page).toHaveURL(/\/rules$/);
    await expect(page.getByRole("heading", { name: "Rules" })).toBeVisible();
  });

  stranger("signing in leads nowhere outside the console", async ({ page, console }) => {
    await console.signIn.open("//elsewhere.example/alerts");
    await console.signIn.submit(ANALYST.email, ANALYST.password);
    await expect(page).toHaveURL(/\/alerts$/);
    expect(new URL(page.url()).host).toBe(new URL(process.env.BASE_URL ?? "").host);
  });
});

stranger.describe("without a session", () => {
  for (const address of PAGES) {
    stranger(`${address} leads to signing in`, async ({ page, console }) => {
      await page.goto(address);
      await expect(page).toHaveURL(/\/sign-in/);
      await expect(console.signIn.title).toBeVisible();
    });
  }

  for (const [method, address] of ROUTES) {
    stranger(`${method} ${address} answers 401`, async ({ request }) => {
      const answer = await request.fetch(address, { method, maxRedirects: 0, data: method === "POST" ? "{}" : undefined });
      expect(answer.status()).toBe(401);
      expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
      expect(await answer.json()).toMatchObject({ error: { code: "unauthenticated" } });
    });
  }

  stranger("the health page names nothing but health", async ({ request }) => {
    const answer = await request.get("/api/health");
    expect(answer.status()).toBe(200);
    expect(Object.keys(await answer.json()).sort()).toEqual(["database", "queue", "status", "version", "worker"]);
  });
});

test("the request by which the page makes a token makes none without the session", async ({ page, console, playwright }) => {
  await console.tokens.open();
  const sent = page.waitForRequest((request) => request.method() === "POST" && "next-action" in request.headers());
  await console.tokens.make("set-up story");
  const request = await sent;
  const { cookie: _, "content-length": __, ...headers } = request.headers();
  const body = request.postDataBuffer();
  if (!body) throw new Error("the page sent no body");

  const strange = await playwright.request.newContext({ storageState: { cookies: [], origins: [] } });
  const answer = await strange.post(request.url(), { headers, data: body, maxRedirects: 0 });
  expect((await answer.text()).includes("callout_")).toBe(false);
  await console.tokens.open();
  await expect(console.tokens.row("set-up story")).toHaveCount(1);

  // The same from another site, with the session: a page elsewhere must not act for who is signed in.
  const elsewhere = await page.request.post(request.url(), {
    headers: { ...headers, origin: "https://elsewhere.example" },
    data: body,
    maxRedirects: 0,
  });
  expect(elsewhere.status()).toBeGreaterThanOrEqual(400);
  await console.tokens.open();
  await expect(console.tokens.row("set-up story")).toHaveCount(1);
  await strange.dispose();
});
