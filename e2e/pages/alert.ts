import type { Locator, Page } from "@playwright/test";
import { hydrated } from "./hydrated.ts";

export interface AlertScreen {
  readonly open: (id: string) => Promise<void>;
  readonly title: Locator;
  readonly summary: Locator;
  readonly strip: Locator;
  readonly why: Locator;
  readonly chain: Locator;
  /** A process of the chain by a part of its line. */
  readonly process: (text: string | RegExp) => Locator;
  readonly connections: Locator;
  readonly connection: (text: string | RegExp) => Locator;
  readonly history: Locator;
  readonly notes: Locator;
  readonly panel: (id: string) => Locator;
  readonly button: (name: string | RegExp) => Locator;
  readonly judge: (verdictKey: "t" | "b" | "f", reasonKey: string) => Promise<void>;
  readonly writeNote: (text: string) => Promise<void>;
  /** The id in the address. */
  readonly id: () => string;
}

export function alertScreen(page: Page): AlertScreen {
  const panel = (id: string) => page.locator(`#${id}`);
  const title = page.getByRole("heading", { level: 1 });
  const strip = page.locator("main header").filter({ has: title });
  const chain = page.getByRole("tree", { name: "Process chain" });
  return {
    open: async (id) => {
      await page.goto(`/alerts/${id}`);
      await hydrated(page);
    },
    title,
    summary: strip.locator("p").first(),
    strip,
    why: panel("why"),
    chain,
    process: (text) => chain.getByRole("treeitem").filter({ hasText: text }),
    connections: panel("connections"),
    connection: (text) => panel("connections").locator("tbody tr").filter({ hasText: text }),
    history: panel("history"),
    notes: panel("notes"),
    panel,
    button: (name) => page.getByRole("main").getByRole("button", { name }),
    judge: async (verdictKey, reasonKey) => {
      await page.keyboard.press(verdictKey);
      await page.getByRole("group", { name: /^Why / }).waitFor();
      await page.keyboard.press(reasonKey);
    },
    writeNote: async (text) => {
      await page.keyboard.press("n");
      await page.keyboard.insertText(text);
      await page.keyboard.press("Control+Enter");
    },
    id: () => new URL(page.url()).pathname.split("/").at(-1) ?? "",
  };
}
