import { expect, type Locator, type Page } from "@playwright/test";

export interface Hunt {
  readonly open: (search?: string) => Promise<void>;
  readonly editor: Locator;
  /** Types over everything that is there. */
  readonly write: (text: string) => Promise<void>;
  readonly text: () => Promise<string>;
  /** Writes, runs, and waits for the end. */
  readonly run: (text: string) => Promise<void>;
  /** Does what starts a run, and waits for the end of that run and no earlier one. */
  readonly runBy: (act: () => Promise<void>) => Promise<void>;
  readonly runButton: Locator;
  readonly cancel: Locator;
  readonly status: Locator;
  readonly grid: Locator;
  readonly rows: Locator;
  readonly cell: (row: number, column: number) => Locator;
  readonly panel: Locator;
  readonly side: Locator;
  readonly completions: Locator;
  readonly problems: Locator;
  readonly dialog: Locator;
}

/** A hunt waits for the worker and for a thread of its own. */
const PATIENCE = 150_000;

const huntOf = (page: Page): string | null => new URL(page.url()).searchParams.get("hunt");

export function huntScreen(page: Page): Hunt {
  const editor = page.locator(".cm-content");
  const runButton = page.getByRole("button", { name: "Run", exact: true });
  const cancel = page.getByRole("button", { name: "Cancel", exact: true });
  const grid = page.getByRole("grid", { name: "Result" });
  const screen: Hunt = {
    open: async (search = "") => {
      await page.goto(`/hunt${search}`);
      await editor.waitFor();
    },
    editor,
    write: async (text) => {
      await editor.click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(text);
    },
    text: async () => (await editor.locator(".cm-line").allTextContents()).join("\n"),
    run: async (text) => {
      await screen.write(text);
      await screen.runBy(() => page.keyboard.press("ControlOrMeta+Enter"));
    },
    runBy: async (act) => {
      const before = huntOf(page);
      await act();
      await expect.poll(() => huntOf(page)).not.toBe(before);
      await expect(runButton).toBeVisible({ timeout: PATIENCE });
    },
    runButton,
    cancel,
    status: page.getByRole("main").getByRole("status").or(page.getByRole("main").getByRole("alert")),
    grid,
    rows: grid.locator("tbody tr[data-row]"),
    cell: (row, column) => grid.locator(`tr[data-row="${row}"] td[data-column="${column}"]`),
    panel: page.getByRole("complementary", { name: /^Row / }),
    side: page.getByRole("complementary", { name: "Tables, saved queries and history" }),
    completions: page.locator(".cm-tooltip-autocomplete"),
    problems: page.locator(".cm-lintRange-error"),
    dialog: page.getByRole("dialog"),
  };
  return screen;
}
