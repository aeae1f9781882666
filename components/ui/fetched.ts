import { toasts } from "./toasts.ts";

/** Begins to fetch a part of the page because it may soon be wanted. That it cannot be had matters only once it is. */
export function fetchAhead(load: () => Promise<unknown>): void {
  load().catch(() => {});
}

/** Uses a part of the page that is fetched when it is wanted, and says so when it cannot be had. */
export function whenFetched<Part>(load: () => Promise<Part>, use: (part: Part) => void): void {
  load().then(use, () =>
    toasts.show({ id: "not-fetched", tone: "bad", message: "This part of the page could not be fetched: the server does not answer." }),
  );
}
