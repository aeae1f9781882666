import fs from "node:fs";
import path from "node:path";
import { type BrowserContext, type Page, test as playwright, request } from "@playwright/test";
import { type AlertScreen, alertScreen } from "./alert.ts";
import { type Exceptions, exceptionsScreen } from "./exceptions.ts";
import { type Hunt, huntScreen } from "./hunt.ts";
import { type Ingests, ingestsScreen } from "./ingests.ts";
import { type Lists, listsScreen } from "./lists.ts";
import { type Queue, queueScreen } from "./queue.ts";
import { type RuleScreen, ruleScreen } from "./rule.ts";
import { type Rules, rulesScreen } from "./rules.ts";
import { type Account, type Setup, setupScreen } from "./setup.ts";
import { type SignIn, signInScreen } from "./sign-in.ts";
import { type Tokens, tokensScreen } from "./tokens.ts";

/** The first account; the first story makes it, the others sign in as it. */
export const ANALYST: Account = { name: "Ines Storey", email: "ines@callout.example", password: "a long story told at night" };

export interface Console {
  readonly signIn: SignIn;
  readonly setup: Setup;
  readonly queue: Queue;
  readonly alert: AlertScreen;
  readonly exceptions: Exceptions;
  readonly rules: Rules;
  readonly rule: RuleScreen;
  readonly ingests: Ingests;
  readonly hunt: Hunt;
  readonly lists: Lists;
  readonly tokens: Tokens;
}

export function consoleOf(page: Page): Console {
  return {
    signIn: signInScreen(page),
    setup: setupScreen(page),
    queue: queueScreen(page),
    alert: alertScreen(page),
    exceptions: exceptionsScreen(page),
    rules: rulesScreen(page),
    rule: ruleScreen(page),
    ingests: ingestsScreen(page),
    hunt: huntScreen(page),
    lists: listsScreen(page),
    tokens: tokensScreen(page),
  };
}

/** Milliseconds by which scripts and changes come late. `SLOW=1500` shows what a story takes for granted about the speed of a machine. */
const SLOW = Number(process.env.SLOW ?? 0);

async function slowDown(context: BrowserContext): Promise<void> {
  await context.route("**/*", async (route, request) => {
    if (request.resourceType() === "script" || request.method() === "POST") await new Promise((resolve) => setTimeout(resolve, SLOW));
    await route.continue();
  });
}

const base = playwright.extend({
  context: async ({ context }, use) => {
    if (SLOW > 0) await slowDown(context);
    await use(context);
  },
});

/** The console as somebody sees it who is not signed in. */
export const stranger = base.extend<{ console: Console }>({
  console: async ({ page }, use) => use(consoleOf(page)),
});

/** The console of the analyst, signed in. */
export const test = base.extend<{ console: Console }, { session: string }>({
  session: [
    async ({ browser }, use, { project }) => {
      const file = path.join(project.outputDir, "session.json");
      const baseURL = process.env.BASE_URL ?? "";
      if (!fs.existsSync(file)) {
        const context = await request.newContext({ baseURL });
        const answer = await context.post("/api/auth/sign-in/email", { data: { email: ANALYST.email, password: ANALYST.password } });
        if (answer.ok()) await context.storageState({ path: file });
        else await firstAccount(await browser.newPage({ baseURL }), file);
        await context.dispose();
      }
      await use(file);
    },
    { scope: "worker" },
  ],
  storageState: async ({ session }, use) => use(session),
  console: async ({ page }, use) => use(consoleOf(page)),
});

/** For a story that is run alone, before the account exists. */
async function firstAccount(page: Page, file: string): Promise<void> {
  const setup = setupScreen(page);
  await setup.open();
  await setup.fill(ANALYST);
  await setup.create.click();
  await page.waitForURL("**/alerts");
  await page.context().storageState({ path: file });
  await page.close();
}
