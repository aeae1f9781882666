"use client";
import { Anchor, Button, CloseButton, Group, Progress, Stack, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type DragEvent, useCallback, useRef, useState } from "react";
import { sizeText } from "./counts.ts";
import type { Upload } from "./upload.ts";
import classes from "./upload-panel.module.css";
import { useUploads } from "./use-uploads.ts";

/** Drop files here, or choose them. */
export function UploadPanel() {
  const router = useRouter();
  const uploads = useUploads(useCallback(() => router.refresh(), [router]));
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  function drop(event: DragEvent<HTMLElement>) {
    event.preventDefault();
    setOver(false);
    uploads.add([...event.dataTransfer.files]);
  }

  return (
    <Stack gap="sm">
      <section
        aria-label="Upload event files"
        className={classes.zone}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconUpload size={22} aria-hidden />
        <div>
          <Text fw={600} size="sm">
            Drop event files here
          </Text>
          <Text size="xs" c="dimmed">
            Windows and Sysmon EVTX · NDJSON or JSON (winlogbeat, NXLog, Elastic Endpoint, Defender) · Defender CSV · plain, gzip, tar or
            zip. The format is read from the bytes.
          </Text>
        </div>
        <Button size="xs" variant="default" onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Event files"
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])]);
            // The same file may be chosen again after it was cancelled.
            event.currentTarget.value = "";
          }}
        />
      </section>
      {uploads.list.length > 0 && (
        <Stack gap={6} role="list" aria-label="Uploads">
          {uploads.list.map((upload) => (
            <UploadLine key={upload.key} upload={upload} onCancel={() => uploads.cancel(upload.key)} />
          ))}
          <Group justify="flex-end">
            <Button size="compact-xs" variant="subtle" onClick={uploads.clear}>
              Clear finished
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  );
}

function UploadLine({ upload, onCancel }: { readonly upload: Upload; readonly onCancel: () => void }) {
  const { file, state } = upload;
  const active = state.kind === "waiting" || state.kind === "sending";
  return (
    <Group gap="sm" wrap="nowrap" role="listitem">
      <Text size="sm" truncate style={{ flex: "1 1 40%" }} title={file.name}>
        {file.name}
      </Text>
      <div style={{ flex: "1 1 40%", minWidth: 0 }}>
        <UploadStateText upload={upload} />
      </div>
      <Text size="xs" c="dimmed" w={80} ta="end">
        {sizeText(file.size)}
      </Text>
      <CloseButton size="sm" aria-label={`Cancel ${file.name}`} onClick={onCancel} style={{ visibility: active ? "visible" : "hidden" }} />
    </Group>
  );
}

function UploadStateText({ upload: { file, state } }: { readonly upload: Upload }) {
  switch (state.kind) {
    case "waiting":
      return (
        <Text size="xs" c="dimmed">
          waiting
        </Text>
      );
    case "sending":
      return <Progress value={file.size === 0 ? 100 : (state.sent / file.size) * 100} aria-label={`${file.name}: sent`} />;
    case "sent":
      return (
        <Text size="xs" role="status">
          {state.answer.duplicateOf ? "The very same file was loaded before: nothing changed. " : "Sent; how it goes is listed below. "}
          <Anchor component={Link} size="xs" href={`/ingests/${state.answer.duplicateOf ?? state.answer.id}`}>
            {state.answer.duplicateOf ? "See the earlier report" : "Follow"}
          </Anchor>
        </Text>
      );
    case "failed":
      return (
        <Text size="xs" c="red" role="alert">
          {state.message}
        </Text>
      );
    case "cancelled":
      return (
        <Text size="xs" c="dimmed" role="status">
          cancelled
        </Text>
      );
  }
}
