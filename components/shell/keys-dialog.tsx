"use client";
import { Kbd, Modal, Switch } from "@mantine/core";
import { Fragment } from "react";
import { type Shortcut, useShortcutRegistry } from "../ui/shortcuts.tsx";
import classes from "./keys-dialog.module.css";

/** Every key that acts on this page, read from the keys themselves, and the switch that turns them off. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { list, enabled, setEnabled } = useShortcutRegistry();
  return (
    <Modal.Root opened onClose={onClose} size="lg">
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body}>
          <div className={classes.head}>
            <Modal.Title>Keys on this page</Modal.Title>
            <Modal.CloseButton aria-label="Close" />
          </div>
          <Keys shortcuts={list()} />
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
