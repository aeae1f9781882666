"use client";
import { ActionIcon, Kbd, Modal, Switch } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { Fragment, useMemo, useState } from "react";
import { type Shortcut, useShortcutRegistry, useShortcuts } from "../ui/shortcuts.tsx";
import classes from "./cheat-sheet.module.css";

/** Every key that acts on this page, read from the keys themselves, and the switch that turns them off. */
export function CheatSheet() {
  const { list, enabled, setEnabled } = useShortcutRegistry();
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
      <Modal.Root opened={opened} onClose={() => setOpened(false)} size="lg">
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body className={classes.body}>
            <div className={classes.head}>
              <Modal.Title>Keys on this page</Modal.Title>
              <Modal.CloseButton aria-label="Close" />
            </div>
            {opened && <Keys shortcuts={list()} />}
            <Switch
              mt="md"
              label="Single-letter keys act"
              description="Turn them off if you dictate, or if they get in the way of your screen reader. Every action also has a button."
              checked={enabled}
              onChange={(event) => setEnabled(event.currentTarget.checked)}
            />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

function Keys({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }) {
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of shortcuts) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  return (
    <div className={classes.groups}>
      {[...groups].map(([group, members]) => (
        <section key={group}>
          <h3 className={classes.group}>{group}</h3>
          <dl className={classes.keys}>
            {members.map(({ keys, does }) => (
              <Fragment key={`${keys} ${does}`}>
                <dt>
                  {keys.split(" ").map((key) => (
                    <Kbd key={key} size="xs">
                      {key}
                    </Kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
