"use client";
import { Switch } from "@mantine/core";
import { useState } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { trailingBlanks } from "../ui/reveal.ts";
import classes from "./command-line.module.css";

interface CommandLineProps {
  readonly commandLine: string | null;
  readonly executable: string | null;
}

/** The command line as it was recorded: blanks can be shown, and a copy has every one of them. */
export function CommandLine({ commandLine, executable }: CommandLineProps) {
  const [blanks, setBlanks] = useState(false);
  const trailing = commandLine === null ? 0 : trailingBlanks(commandLine);
  return (
    <Panel
      id="command-line"
      title="Command line"
      aside={commandLine !== null && `${commandLine.length.toLocaleString("en")} characters`}
      actions={
        commandLine !== null && (
          <>
            <Switch size="xs" label="Show blanks" checked={blanks} onChange={(event) => setBlanks(event.currentTarget.checked)} />
            <CopyButton text={commandLine} what="command line" />
          </>
        )
      }
    >
      {commandLine === null ? (
        <p className={classes.note}>
          Not recorded. Sysmon event 1 has it always; Security 4688 only where the policy “Include command line in process creation events”
          is on.
        </p>
      ) : (
        <pre className={classes.text}>
          <PlainText text={commandLine} blanks={blanks} />
        </pre>
      )}
      {trailing > 0 && (
        <p className={classes.warning}>
          Ends in {trailing} {trailing === 1 ? "blank" : "blanks"}: an exact exception must have {trailing === 1 ? "it" : "them"} too.
        </p>
      )}
      {executable !== null && (
        <p className={classes.note}>
          Executable{" "}
          <code>
            <PlainText text={executable} />
          </code>
        </p>
      )}
    </Panel>
  );
}
