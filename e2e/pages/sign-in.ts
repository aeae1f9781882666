import type { Locator, Page } from "@playwright/test";
import { answering } from "./hydrated.ts";

export interface SignIn {
  readonly open: (next?: string) => Promise<void>;
  readonly submit: (email: string, password: string) => Promise<void>;
  readonly title: Locator;
  readonly refusal: Locator;
}

export function signInScreen(page: Page): SignIn {
  return {
    open: async (next) => {
      await page.goto(next === undefined ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
    },
    submit: async (email, password) => {
      await answering(page.locator("form"));
      await page.getByLabel("Email").fill(email);
      await page.getByLabel(/^Password( \*)?$/).fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
    },
    title: page.getByRole("heading", { name: "Sign in" }),
    refusal: page.getByRole("main").getByRole("alert"),
  };
}
