import type { Locator, Page } from "@playwright/test";
import type { ChosenFile } from "../fixtures/archive.ts";
import { answering } from "./hydrated.ts";

export interface Rules {
  readonly open: (search?: string) => Promise<void>;
  readonly row: (title: string) => Locator;
  readonly enabled: (title: string) => Locator;
  readonly upload: (files: readonly ChosenFile[]) => Promise<void>;
  /** What became of each imported file. */
  readonly report: Locator;
  readonly imported: (text: string) => Locator;
}

export function rulesScreen(page: Page): Rules {
  const report = page.getByRole("table", { name: "Imported files" });
  return {
    open: async (search = "") => {
      await page.goto(`/rules?${new URLSearchParams({ q: search })}`);
    },
    row: (title) => page.getByRole("table", { name: "Rules" }).locator("tbody tr").filter({ hasText: title }),
    enabled: (title) => page.getByRole("switch", { name: `${title}: enabled` }),
    upload: async (files) => {
      const input = page.getByLabel("Rule files", { exact: true });
      await answering(input);
      await input.setInputFiles([...files]);
      await report.waitFor();
    },
    report,
    imported: (text) => report.locator("tbody tr").filter({ hasText: text }),
  };
}
