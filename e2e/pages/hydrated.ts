import type { Locator, Page } from "@playwright/test";

/** Waits until keys act: the reader's own time zone is put into the times by the same commit that begins to listen for keys. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator('main time[title$="local"]').first().waitFor({ state: "attached" });
}

/** Clicks what would not be heard before React listens: everything but links, when it is the first thing done on a page. */
export async function press(element: Locator): Promise<void> {
  await answering(element);
  await element.click();
}

/** Waits until React answers for an element: what happens to it before that is lost. */
export async function answering(element: Locator): Promise<void> {
  await element.evaluate((node) => {
    const known = () => Object.keys(node).some((name) => name.startsWith("__reactProps$"));
    return new Promise<void>((resolve) => {
      const look = () => (known() ? resolve() : requestAnimationFrame(look));
      look();
    });
  });
}
