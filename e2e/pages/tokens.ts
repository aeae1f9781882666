import type { Locator, Page } from "@playwright/test";
import { answering } from "./hydrated.ts";

export interface Tokens {
  readonly open: () => Promise<void>;
  /** Makes a token and returns its text, which the page shows once. */
  readonly make: (usedBy: string) => Promise<string>;
  readonly row: (usedBy: string) => Locator;
  readonly rows: Locator;
  readonly revoke: (usedBy: string) => Promise<void>;
}

export function tokensScreen(page: Page): Tokens {
  const rows = page.getByRole("table", { name: "Service tokens" }).locator("tbody tr");
  const row = (usedBy: string) => rows.filter({ hasText: usedBy });
  return {
    open: async () => {
      await page.goto("/settings/tokens");
    },
    make: async (usedBy) => {
      await answering(page.locator("form"));
      await page.getByLabel("Used by").fill(usedBy);
      await page.getByRole("button", { name: "Make a token" }).click();
      await row(usedBy).waitFor();
      return page.getByText(/^callout_[\w-]{40,}$/).innerText();
    },
    row,
    rows,
    revoke: async (usedBy) => {
      await page.getByRole("button", { name: `Revoke the token of ${usedBy}` }).click();
      await row(usedBy).getByText("revoked", { exact: true }).waitFor();
    },
  };
}
