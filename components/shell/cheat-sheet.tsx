"use client";
import { ActionIcon } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useShortcuts } from "../ui/shortcuts.tsx";

/** Fetched when somebody asks for it: most visits never do. */
const KeysDialog = dynamic(() => import("./keys-dialog.tsx").then((module) => module.KeysDialog), { ssr: false });

/** The button and the key that show which keys act here. */
export function CheatSheet() {
  const [opened, setOpened] = useState(false);
  useShortcuts(useMemo(() => [{ keys: "?", does: "Show the keys of this page", group: "Help", run: () => setOpened(true) }], []));
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => setOpened(true)}
      >
        <IconKeyboard size={18} aria-hidden />
      </ActionIcon>
      {opened && <KeysDialog onClose={() => setOpened(false)} />}
    </>
  );
}
