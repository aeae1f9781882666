import type { Locator, Page } from "@playwright/test";
import { hydrated } from "./hydrated.ts";

/** One rule's page. */
export interface RuleScreen {
  readonly open: (id: string) => Promise<void>;
  readonly panel: (id: string) => Locator;
  /** Rows of the executions; remarks have rows of their own. */
  readonly executions: Locator;
  readonly runNow: Locator;
}

export function ruleScreen(page: Page): RuleScreen {
  return {
    open: async (id) => {
      await page.goto(`/rules/${encodeURIComponent(id)}`);
      await hydrated(page);
    },
    panel: (id) => page.locator(`#${id}`),
    executions: page.getByRole("table", { name: "Executions" }).locator("tbody tr"),
    runNow: page.getByRole("button", { name: "Run now" }),
  };
}
