import type { Locator, Page } from "@playwright/test";
import { answering, press } from "./hydrated.ts";

export interface Exceptions {
  readonly open: (status?: "active" | "expired" | "removed") => Promise<void>;
  /** Opens the form for one written from scratch. */
  readonly write: () => Promise<void>;
  readonly row: (title: string) => Locator;
  /** The form: conditions, scope, reason, and what saving would do. */
  readonly proposal: (title: string | RegExp) => Locator;
  readonly value: (field: string) => Locator;
  readonly reason: Locator;
  readonly title: Locator;
  readonly preview: Locator;
  readonly save: Locator;
  readonly everyRule: Locator;
  readonly addCondition: Locator;
  readonly condition: (index: number) => Locator;
  /** One exception's page. */
  readonly saved: Locator;
  readonly remove: () => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly status: Locator;
}

export function exceptionsScreen(page: Page): Exceptions {
  return {
    open: async (status = "active") => {
      await page.goto(`/exceptions?status=${status}`);
    },
    write: async () => {
      await page.goto("/exceptions/new");
      await answering(page.locator("form"));
    },
    row: (title) => page.getByRole("table", { name: "Exceptions" }).locator("tbody tr").filter({ hasText: title }),
    proposal: (title) => page.getByRole("radio", { name: title }),
    value: (field) => page.getByRole("textbox", { name: `${field}, value 1` }),
    reason: page.getByRole("textbox", { name: "Reason" }),
    title: page.getByRole("textbox", { name: "Title" }),
    preview: page.locator("#preview"),
    save: page.getByRole("button", { name: /^Save/ }),
    everyRule: page.getByText("Every rule", { exact: true }),
    addCondition: page.getByRole("button", { name: "And another condition" }),
    condition: (index) => page.getByRole("group", { name: index === 1 ? "Condition 1" : `and condition ${index}` }),
    saved: page.getByRole("status").filter({ hasText: "Saved." }),
    remove: () => press(page.getByRole("button", { name: "Remove", exact: true })),
    undo: () => press(page.getByRole("button", { name: /^Undo/ })),
    status: page.getByRole("main").getByText(/^(active|expired|removed)$/),
  };
}
