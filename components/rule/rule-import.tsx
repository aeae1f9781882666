"use client";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useRef, useState } from "react";
import type { RuleImportReport } from "#features/rule/types";
import { refusalOf } from "../ingest/upload.ts";
import classes from "../ingest/upload-panel.module.css";
import { RuleImportResult } from "./rule-import-result.tsx";

/** Drop Sigma rules here: one file, many, or a zip of a whole collection. */
export function RuleImport() {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const [report, setReport] = useState<RuleImportReport | null>(null);

  async function send(files: readonly File[]) {
    if (files.length === 0 || busy) return;
    const body = new FormData();
    for (const file of files) body.append("files", file, file.name);
    setBusy(true);
    setMessage(null);
    setReport(null);
    try {
      const response = await fetch("/api/rules", { method: "POST", body });
      if (response.ok) {
        setReport(await response.json());
        router.refresh();
      } else {
        setMessage(refusalOf(response.status, await response.text()));
      }
    } catch {
      setMessage("The connection broke. Rules that had been accepted are kept; send the files again to be sure.");
    }
    setBusy(false);
  }

  return (
    <Stack gap="sm">
      <section
        aria-label="Upload rules"
        className={classes.zone}
        data-over={over}
        onDragOver={(event: DragEvent) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          void send([...event.dataTransfer.files]);
        }}
      >
        <IconUpload size={22} aria-hidden />
        <div>
          <Text fw={600} size="sm">
            Drop Sigma rules here
          </Text>
          <Text size="xs" c="dimmed">
            .yml files, or a zip of a whole collection. A rule with the same id is updated; one that cannot be used is listed with its line.
          </Text>
        </div>
        <Button size="xs" variant="default" loading={busy} onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept=".yml,.yaml,.zip"
          aria-label="Rule files"
          onChange={(event) => {
            void send([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
      </section>
      {message && (
        <Alert color="red" role="alert">
          {message}
        </Alert>
      )}
      {report && (
        <Stack gap="xs" role="status">
          <RuleImportResult report={report} />
          <Group justify="flex-end">
            <Button size="compact-xs" variant="subtle" onClick={() => setReport(null)}>
              Dismiss
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  );
}
