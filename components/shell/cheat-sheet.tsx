"use client";
import { ActionIcon } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { type ComponentType, useCallback, useMemo, useState } from "react";
import { fetchAhead, whenFetched } from "../ui/fetched.ts";
import { useShortcuts } from "../ui/shortcuts.tsx";

const load = () => import("./keys-dialog.tsx");

/** The button and the key that show which keys act here; the sheet itself is fetched when somebody asks for it, or comes near. */
export function CheatSheet() {
  const [opened, setOpened] = useState<{ readonly View: ComponentType<{ readonly onClose: () => void }> } | null>(null);
  const open = useCallback(() => whenFetched(load, ({ KeysDialog }) => setOpened({ View: KeysDialog })), []);
  const comingNear = () => fetchAhead(load);
  useShortcuts(useMemo(() => [{ keys: "?", does: "Show the keys of this page", group: "Help", run: open }], [open]));
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onPointerEnter={comingNear}
        onFocus={comingNear}
        onClick={open}
      >
        <IconKeyboard size={18} aria-hidden />
      </ActionIcon>
      {opened && <opened.View onClose={() => setOpened(null)} />}
    </>
  );
}
