/** What a browser remembers between visits. Cookies, because the server must know them before the first paint. */
export const SCHEMES = ["auto", "light", "dark"] as const;
export type Scheme = (typeof SCHEMES)[number];
export const DENSITIES = ["compact", "default", "relaxed"] as const;
export type Density = (typeof DENSITIES)[number];

export interface Preferences {
  readonly scheme: Scheme;
  readonly density: Density;
  /** Whether single-letter keys act (WCAG 2.1.4: they can be turned off). */
  readonly keys: boolean;
}

export const SCHEME_COOKIE = "callout-scheme";
export const DENSITY_COOKIE = "callout-density";
export const KEYS_COOKIE = "callout-keys";

/** Reads them from any cookie jar; a value nobody could have chosen counts as never chosen. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  return {
    scheme: SCHEMES.find((scheme) => scheme === cookie(SCHEME_COOKIE)) ?? "auto",
    density: DENSITIES.find((density) => density === cookie(DENSITY_COOKIE)) ?? "default",
    keys: cookie(KEYS_COOKIE) !== "off",
  };
}

/** Browser only. Kept for a year; never sent to another site. */
export function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and on plain http
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
}
