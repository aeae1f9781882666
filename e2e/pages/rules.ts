import type { Locator, Page } from "@playwright/test";
import type { ChosenFile } from "../fixtures/archive.ts";
import { answering } from "./hydrated.ts";

export interface Rules {
  readonly open: (search?: string) => Promise<void>;
  readonly row: (title: string) => Locator;
  readonly enabled: (title: string) => Locator;
  /** Turns it on or off by its switch. */
  readonly flip: (title: string) => Promise<void>;
  readonly select: (title: string) => Promise<void>;
  readonly upload: (files: readonly ChosenFile[]) => Promise<void>;
  /** What became of each imported file. */
  readonly report: Locator;
  readonly imported: (text: string) => Locator;
}

export function rulesScreen(page: Page): Rules {
  const report = page.getByRole("table", { name: "Imported files" });
  const enabled = (title: string) => page.getByRole("switch", { name: `${title}: enabled` });
  const row = (title: string) => page.getByRole("table", { name: "Rules" }).locator("tbody tr").filter({ hasText: title });
  return {
    open: async (search = "") => {
      await page.goto(`/rules?${new URLSearchParams({ q: search })}`);
    },
    row,
    enabled,
    flip: async (title) => {
      await answering(enabled(title));
      // The switch itself is drawn beside its input.
      await enabled(title).locator("xpath=ancestor::label | following-sibling::label").first().click();
    },
    select: async (title) => {
      const box = row(title).getByRole("checkbox", { name: `Select ${title}` });
      await answering(box);
      await box.check();
    },
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
