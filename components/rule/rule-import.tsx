"use client";
import { Alert, Button, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconFolderOpen, IconUpload } from "@tabler/icons-react";
import { type DragEvent, useRef, useState } from "react";
import { RULE_FILES } from "#features/rule/constants";
import classes from "../ingest/upload-panel.module.css";
import type { ChosenFile } from "../ui/dropped-files.ts";
import { TextLink } from "../ui/text-link.tsx";
import { useFolderInput } from "../ui/use-folder-input.ts";
import { RuleImportProgress } from "./rule-import-progress.tsx";
import { RuleImportResult } from "./rule-import-result.tsx";
import { droppedRules, folderFiles } from "./upload-files.ts";
import { useRuleImport } from "./use-rule-import.ts";

const START_CHOICES = [
  { value: "on", label: "New rules start enabled" },
  { value: "off", label: "New rules start disabled" },
];

/** Drop rules here: files, a folder of them, an export, or a zip of a whole collection. */
export function RuleImport() {
  const { state, send, dismiss } = useRuleImport();
  const files = useRef<HTMLInputElement>(null);
  const folder = useFolderInput();
  const [over, setOver] = useState(false);
  const [start, setStart] = useState<"on" | "off">("on");
  const busy = state.kind === "sending" || state.kind === "running";
  const take = (chosen: readonly ChosenFile[]) => {
    if (!busy) send(chosen, start);
  };

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
          const entries = [...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
          void droppedRules(entries, RULE_FILES).then(take, () => take([]));
        }}
      >
        <IconUpload size={22} aria-hidden />
        <div>
          <Text fw={600} size="sm">
            Drop rules here
          </Text>
          <Text size="xs" c="dimmed">
            Sigma (rules, correlations, filters), Elastic's TOML and Kibana's exports, Sentinel's YAML, Defender's JSON, EQL, KQL, pages of
            queries in Markdown: files, a folder, or a zip. A rule with the same id is updated; one that cannot be used is listed with its
            line, and stops no other.
          </Text>
        </div>
        <Group gap="xs">
          <NativeSelect
            size="xs"
            aria-label="Whether new rules run"
            data={START_CHOICES}
            value={start}
            onChange={(event) => setStart(event.currentTarget.value === "off" ? "off" : "on")}
          />
          <Button size="xs" variant="default" loading={busy} onClick={() => files.current?.click()}>
            Choose files
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={busy}
            leftSection={<IconFolderOpen size={14} aria-hidden />}
            onClick={() => folder.current?.click()}
          >
            Choose a folder
          </Button>
          <TextLink href="/rules/imports">Earlier imports</TextLink>
        </Group>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          accept=".yml,.yaml,.toml,.ndjson,.jsonl,.json,.eql,.kql,.kusto,.csl,.md,.txt,.zip"
          aria-label="Rule files"
          onChange={(event) => {
            take([...(event.currentTarget.files ?? [])].map((file) => ({ path: file.name, file })));
            event.currentTarget.value = "";
          }}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          aria-label="Folder of rules"
          onChange={(event) => {
            take(folderFiles([...(event.currentTarget.files ?? [])]));
            event.currentTarget.value = "";
          }}
        />
      </section>
      {state.kind === "refused" && (
        <Alert color="red" role="alert" withCloseButton closeButtonLabel="Dismiss" onClose={dismiss}>
          {state.message}
        </Alert>
      )}
      {state.kind === "sending" && (
        <Text size="sm" role="status">
          Sending {state.files === 1 ? "the file" : `${state.files} files`}…
        </Text>
      )}
      {state.kind === "running" && <RuleImportProgress id={state.id} row={state.row} />}
      {state.kind === "ended" && (
        <Stack gap="xs">
          <RuleImportResult detail={state.detail} />
          <Group justify="flex-end">
            <TextLink href={`/rules/imports/${state.detail.id}`} size="xs">
              The whole report
            </TextLink>
            <Button size="compact-xs" variant="subtle" onClick={dismiss}>
              Dismiss
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  );
}
