"use client";
import { Button } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { type ComponentType, cloneElement, type ReactElement, type Ref, useState } from "react";
import { fetchAhead, whenFetched } from "../ui/fetched.ts";

const load = () => import("./account-menu.tsx");

/** Who is signed in; how the console looks and the way out are fetched when somebody comes near. */
export function UserMenu({ user }: { readonly user: string }) {
  const [opened, setOpened] = useState<{
    readonly View: ComponentType<{ readonly button: ReactElement<{ readonly ref?: Ref<HTMLButtonElement> }> }>;
  } | null>(null);
  const button = (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconUser size={16} aria-hidden />}
      maw={180}
      aria-label={`Account and appearance: ${user}`}
    >
      {user}
    </Button>
  );
  if (opened) return <opened.View button={button} />;
  const comingNear = () => fetchAhead(load);
  return cloneElement(button, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: comingNear,
    onFocus: comingNear,
    onClick: () => whenFetched(load, ({ AccountMenu }) => setOpened({ View: AccountMenu })),
  });
}
