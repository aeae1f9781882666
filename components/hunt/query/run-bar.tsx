"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { HuntLanguage } from "#features/hunt/schema";
import classes from "../hunt-page.module.css";
import { RangePicker } from "./range-picker.tsx";

const LANGUAGES: readonly { readonly value: HuntLanguage; readonly label: string }[] = [
  { value: "kql", label: "KQL" },
  { value: "eql", label: "EQL" },
  { value: "sigma", label: "Sigma" },
];

interface RunBarProps {
  readonly language: HuntLanguage;
  readonly range: string;
  readonly now: string | null;
  readonly newest: string | null;
  readonly isRunning: boolean;
  readonly canRun: boolean;
  readonly onLanguage: (language: HuntLanguage) => void;
  readonly onRange: (range: string) => void;
  readonly onNow: (now: string | null) => void;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  /** Save, share, schedule, lists at the side. */
  readonly children: ReactNode;
}

/** What is asked, of which time, and the button that asks. */
export function RunBar(props: RunBarProps) {
  return (
    <div className={classes.bar}>
      <h1 className={classes.heading}>Hunt</h1>
      <SegmentedControl
        size="xs"
        aria-label="Language"
        value={props.language}
        data={[...LANGUAGES]}
        onChange={(value) => props.onLanguage(LANGUAGES.find((known) => known.value === value)?.value ?? "kql")}
      />
      <RangePicker range={props.range} now={props.now} newest={props.newest} onRange={props.onRange} onNow={props.onNow} />
      {props.isRunning ? (
        <Button
          size="xs"
          color="red"
          variant="light"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          title="Cancel (Escape twice)"
          onClick={props.onCancel}
        >
          Cancel
        </Button>
      ) : (
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          title="Run (Ctrl+Enter)"
          disabled={!props.canRun}
          onClick={props.onRun}
        >
          Run
        </Button>
      )}
      <div className={classes.tools}>{props.children}</div>
    </div>
  );
}
