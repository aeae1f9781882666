"use client";
import { ActionIcon } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { copyText } from "./copy-text.ts";

interface CopyButtonProps {
  /** Copied to the last character: nothing is trimmed. */
  readonly text: string;
  /** What is copied: `command line`. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const said = { idle: "", copied: `Copied ${what}`, refused: "The browser did not allow copying" }[state];
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={`Copy ${what}`}
        title={state === "refused" ? said : `Copy ${what}`}
        onClick={async () => setState((await copyText(text)) ? "copied" : "refused")}
      >
        {state === "copied" ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  );
}
