import type { MantineColorSchemeManager } from "@mantine/core";
import { SCHEME_COOKIE, type Scheme, writeCookie } from "./preferences.tsx";

/** Keeps the colour scheme where the server can read it; `initial` is what the server read. */
export function schemeManager(initial: Scheme): MantineColorSchemeManager {
  let current: Scheme = initial;
  const remember = (scheme: Scheme) => {
    current = scheme;
    writeCookie(SCHEME_COOKIE, scheme);
  };
  return {
    get: () => current,
    set: remember,
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => remember("auto"),
  };
}
