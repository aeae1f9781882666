import type { Locator, Page } from "@playwright/test";
import type { ChosenFile } from "../fixtures/archive.ts";
import { answering } from "./hydrated.ts";

export interface Lists {
  readonly open: () => Promise<void>;
  /** Uploads a file under a URL. */
  readonly upload: (url: string, name: string, file: ChosenFile) => Promise<void>;
  readonly said: Locator;
  readonly row: (name: string) => Locator;
  readonly versions: Locator;
}

export function listsScreen(page: Page): Lists {
  return {
    open: async () => {
      await page.goto("/lists");
    },
    upload: async (url, name, file) => {
      const address = page.getByLabel("URL by which queries name it");
      await answering(address);
      await address.fill(url);
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByLabel("List file", { exact: true }).setInputFiles(file);
    },
    said: page.getByRole("main").getByRole("status").or(page.getByRole("main").getByRole("alert")),
    row: (name) => page.getByRole("table", { name: "Lists" }).locator("tbody tr").filter({ hasText: name }),
    versions: page.getByRole("table", { name: "Versions" }).locator("tbody tr"),
  };
}
