import type { Locator, Page } from "@playwright/test";
import { answering } from "./hydrated.ts";

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export interface Setup {
  /** Opens a set-up link: the one the launcher printed, unless told otherwise. */
  readonly open: (token?: string) => Promise<void>;
  readonly fill: (account: Account, again?: string) => Promise<void>;
  readonly create: Locator;
  readonly closed: Locator;
}

export function setupScreen(page: Page): Setup {
  return {
    open: async (token = process.env.SETUP_TOKEN ?? "") => {
      await page.goto(`/setup?token=${encodeURIComponent(token)}`);
    },
    fill: async ({ name, email, password }, again = password) => {
      await answering(page.locator("form"));
      await page.getByLabel("Your name").fill(name);
      await page.getByLabel("Email").fill(email);
      await page.getByLabel(/^Password( \*)?$/).fill(password);
      await page.getByLabel("Password again").fill(again);
    },
    create: page.getByRole("button", { name: "Create account" }),
    closed: page.getByRole("heading", { name: "This link is closed" }),
  };
}
