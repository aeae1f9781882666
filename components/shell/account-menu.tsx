"use client";
import { Box, Menu, useMantineColorScheme } from "@mantine/core";
import { cloneElement, type ReactElement, type Ref, useEffect, useRef, useState } from "react";
import { DENSITIES, DENSITY_COOKIE, type Density, SCHEMES, type Scheme, writeCookie } from "../ui/preferences.tsx";
import { toasts } from "../ui/toasts.ts";

const SCHEME_LABEL: { readonly [S in Scheme]: string } = { auto: "As the system", light: "Light", dark: "Dark" };
const DENSITY_LABEL: { readonly [D in Density]: string } = { compact: "Compact rows", default: "Normal rows", relaxed: "Relaxed rows" };

/** The menu behind `UserMenu`; open from the start, because somebody has asked for it. */
export function AccountMenu({ button }: { readonly button: ReactElement<{ readonly ref?: Ref<HTMLButtonElement> }> }) {
  const target = useRef<HTMLButtonElement>(null);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = useState<Density>("default");
  useEffect(() => {
    setDensity(DENSITIES.find((known) => known === document.documentElement.dataset.density) ?? "default");
  }, []);

  function choose(text: string) {
    const next = DENSITIES.find((known) => known === text) ?? "default";
    document.documentElement.dataset.density = next;
    writeCookie(DENSITY_COOKIE, next);
    setDensity(next);
  }

  return (
    // The button that was pressed is gone: the focus goes back to this one.
    <Menu position="bottom-end" width={220} defaultOpened onClose={() => target.current?.focus()}>
      <Menu.Target>{cloneElement(button, { ref: target })}</Menu.Target>
      <Menu.Dropdown>
        <Box role="group" aria-label="Colours">
          <Menu.Label aria-hidden>Colours</Menu.Label>
          <Menu.RadioGroup value={colorScheme} onChange={(text) => setColorScheme(SCHEMES.find((known) => known === text) ?? "auto")}>
            {SCHEMES.map((scheme) => (
              <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick={false}>
                {SCHEME_LABEL[scheme]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Box>
        <Menu.Divider role="separator" />
        <Box role="group" aria-label="Tables">
          <Menu.Label aria-hidden>Tables</Menu.Label>
          <Menu.RadioGroup value={density} onChange={choose}>
            {DENSITIES.map((option) => (
              <Menu.RadioItem key={option} value={option} closeMenuOnClick={false}>
                {DENSITY_LABEL[option]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Box>
        <Menu.Divider role="separator" />
        <Menu.Item onClick={signOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A full load afterwards, so that nothing of the session stays in the page's memory. */
async function signOut() {
  const response = await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }).catch(
    () => null,
  );
  if (response?.ok) window.location.assign("/sign-in");
  else toasts.show({ tone: "bad", message: "Signing out failed: the server did not answer as expected. Try again." });
}
