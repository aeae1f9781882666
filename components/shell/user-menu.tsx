"use client";
import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconUser } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { DENSITIES, DENSITY_COOKIE, type Density, SCHEMES, type Scheme, writeCookie } from "../ui/preferences.tsx";

const SCHEME_LABEL: { readonly [S in Scheme]: string } = { auto: "As the system", light: "Light", dark: "Dark" };
const DENSITY_LABEL: { readonly [D in Density]: string } = { compact: "Compact rows", default: "Normal rows", relaxed: "Relaxed rows" };

/** Who is signed in, how the console looks, and the way out. */
export function UserMenu({ user }: { readonly user: string }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, setDensity] = useState<Density>("default");
  useEffect(() => {
    setDensity(DENSITIES.find((known) => known === document.documentElement.dataset.density) ?? "default");
  }, []);

  function choose(next: Density) {
    document.documentElement.dataset.density = next;
    writeCookie(DENSITY_COOKIE, next);
    setDensity(next);
  }

  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconUser size={16} aria-hidden />}
          maw={180}
          aria-label={`Account and appearance: ${user}`}
        >
          {user}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Colours</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Choice key={scheme} label={SCHEME_LABEL[scheme]} chosen={colorScheme === scheme} onChoose={() => setColorScheme(scheme)} />
        ))}
        <Menu.Divider />
        <Menu.Label>Tables</Menu.Label>
        {DENSITIES.map((option) => (
          <Choice key={option} label={DENSITY_LABEL[option]} chosen={density === option} onChoose={() => choose(option)} />
        ))}
        <Menu.Divider />
        <Menu.Item onClick={signOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice({ label, chosen, onChoose }: { readonly label: string; readonly chosen: boolean; readonly onChoose: () => void }) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={chosen}
      closeMenuOnClick={false}
      rightSection={chosen && <IconCheck size={14} aria-hidden />}
      onClick={onChoose}
    >
      {label}
    </Menu.Item>
  );
}

/** A full load afterwards, so that nothing of the session stays in the page's memory. */
async function signOut() {
  const response = await fetch("/api/auth/sign-out", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }).catch(
    () => null,
  );
  if (response?.ok) window.location.assign("/sign-in");
  else notifications.show({ color: "red", message: "Signing out failed: the server did not answer as expected. Try again." });
}
