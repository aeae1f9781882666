import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "./hydrated.ts";

export interface Queue {
  /** Filters as they stand in the address: `{ host, status: "silenced" }`. */
  readonly open: (filters?: Readonly<Record<string, string>>) => Promise<void>;
  /** Opens it until the rule has one row: what waits for the end of a file is raised just after the file is "done". */
  readonly openOnce: (filters: Readonly<Record<string, string>>, rule: string) => Promise<void>;
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
  const screen: Queue = {
    open: async (filters = {}) => {
      await page.goto(`/alerts?${new URLSearchParams(filters)}`);
      await grid.waitFor();
      if ((await rows.count()) > 0) await hydrated(page);
    },
    openOnce: (filters, rule) =>
      expect(async () => {
        await screen.open(filters);
        await expect(row(rule)).toHaveCount(1, { timeout: 2_000 });
      }).toPass({ timeout: 90_000, intervals: [500] }),
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
  return screen;
}
