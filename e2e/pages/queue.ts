import type { Locator, Page } from "@playwright/test";
import { hydrated } from "./hydrated.ts";

export interface Queue {
  /** Filters as they stand in the address: `{ host, status: "silenced" }`. */
  readonly open: (filters?: Readonly<Record<string, string>>) => Promise<void>;
  readonly rows: Locator;
  /** The row of a rule. */
  readonly row: (rule: string | RegExp) => Locator;
  readonly grid: Locator;
  readonly tab: (status: "Open" | "In progress" | "Closed" | "Silenced" | "All") => Locator;
  /** Opens the alert of a rule by its link. */
  readonly follow: (rule: string | RegExp) => Promise<void>;
  readonly search: Locator;
}

export function queueScreen(page: Page): Queue {
  const grid = page.getByRole("grid", { name: "Alerts" });
  const rows = grid.locator("tbody tr");
  const row = (rule: string | RegExp) => rows.filter({ hasText: rule });
  return {
    open: async (filters = {}) => {
      await page.goto(`/alerts?${new URLSearchParams(filters)}`);
      await grid.waitFor();
      if ((await rows.count()) > 0) await hydrated(page);
    },
    rows,
    row,
    grid,
    tab: (status) => page.getByRole("navigation", { name: "Alerts by status" }).getByRole("link", { name: new RegExp(`^${status}`) }),
    follow: async (rule) => {
      await row(rule).first().getByRole("link", { name: rule }).first().click();
      await page.getByRole("heading", { level: 1, name: rule }).waitFor();
    },
    search: page.getByRole("searchbox"),
  };
}
