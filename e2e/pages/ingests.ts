import { expect, type Locator, type Page } from "@playwright/test";
import type { ChosenFile } from "../fixtures/archive.ts";
import { answering, press } from "./hydrated.ts";

type Count = "Records" | "Stored" | "Duplicates" | "Faults" | "Findings" | "Alerts" | "First event" | "Last event";

export interface Ingests {
  readonly open: () => Promise<void>;
  /** Asks for the sample data, and waits until it has been read. */
  readonly loadSample: () => Promise<void>;
  readonly choose: (files: readonly (ChosenFile | string)[]) => Promise<void>;
  /** Drops files on the page, as from a file manager. */
  readonly drop: (files: readonly ChosenFile[]) => Promise<void>;
  /** The line of a file on its way to the server. */
  readonly sending: (name: string) => Locator;
  readonly row: (name: string) => Locator;
  /** Opens the report of a file just uploaded, and waits until it has been read. */
  readonly follow: (name: string) => Promise<void>;
  /** Uploads one file and waits for its report. */
  readonly load: (file: ChosenFile | string) => Promise<void>;
  /** The report's page. */
  readonly state: Locator;
  readonly count: (what: Count) => Locator;
  readonly hosts: Locator;
  readonly fault: (text: string | RegExp) => Locator;
  readonly faults: Locator;
  readonly member: (name: string) => Locator;
}

const ENDED = /^(done|failed|cancelled|already loaded)$/;

export function ingestsScreen(page: Page): Ingests {
  const sending = (name: string) => page.getByRole("list", { name: "Uploads" }).getByRole("listitem").filter({ hasText: name });
  const state = page.getByRole("main").getByText(/^(queued|reading|done|failed|cancelled|already loaded)$/);
  const screen: Ingests = {
    open: async () => {
      await page.goto("/ingests");
    },
    loadSample: async () => {
      await screen.open();
      await press(page.getByRole("button", { name: "Load sample data" }));
      await expect(page).toHaveURL(/\/ingests\/[0-9a-f-]{36}/);
      await expect(state).toHaveText(ENDED, { timeout: 150_000 });
    },
    choose: async (files) => {
      const paths = files.filter((file) => typeof file === "string");
      const contents = files.filter((file) => typeof file !== "string");
      const input = page.getByLabel("Event files", { exact: true });
      await answering(input);
      await input.setInputFiles(paths.length > 0 ? paths : contents);
    },
    drop: async (files) => {
      const plain = files.map(({ name, buffer }) => ({ name, base64: buffer.toString("base64") }));
      const transfer = await page.evaluateHandle((dropped) => {
        const data = new DataTransfer();
        for (const { name, base64 } of dropped) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          data.items.add(new File([bytes], name));
        }
        return data;
      }, plain);
      const zone = page.getByRole("region", { name: "Upload event files" });
      await answering(zone);
      await zone.dispatchEvent("dragover", { dataTransfer: transfer });
      await zone.dispatchEvent("drop", { dataTransfer: transfer });
    },
    sending,
    row: (name) => page.getByRole("table", { name: "Loaded files" }).locator("tbody tr").filter({ hasText: name }),
    follow: async (name) => {
      await sending(name)
        .getByRole("link", { name: /^(Follow|See the earlier report)$/ })
        .click();
      await expect(page).toHaveURL(/\/ingests\/[0-9a-f-]{36}/);
      await expect(state).toHaveText(ENDED, { timeout: 150_000 });
    },
    load: async (file) => {
      await screen.open();
      await screen.choose([file]);
      await screen.follow(typeof file === "string" ? (file.split("/").at(-1) ?? "") : file.name);
    },
    state,
    count: (what) =>
      page
        .getByRole("main")
        .locator("dl > div")
        .filter({ has: page.getByText(what, { exact: true }) })
        .locator("dd"),
    hosts: page.locator("#hosts"),
    fault: (text) => page.getByRole("table", { name: "Faults" }).locator("tbody tr").filter({ hasText: text }),
    faults: page.getByRole("table", { name: "Faults" }).locator("tbody tr"),
    member: (name) => page.getByRole("table", { name: "Files inside the archive" }).locator("tbody tr").filter({ hasText: name }),
  };
  return screen;
}
