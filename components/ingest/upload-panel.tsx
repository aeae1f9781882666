"use client";
import { Anchor, Button, CloseButton, Group, Progress, Stack, Text } from "@mantine/core";
import { IconFolderOpen, IconUpload } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type DragEvent, useCallback, useRef, useState } from "react";
import { useFolderInput } from "../ui/use-folder-input.ts";
import { countText, sizeText } from "./counts.ts";
import { droppedEvents, folderEvents } from "./event-files.ts";
import type { Upload } from "./upload.ts";
import classes from "./upload-panel.module.css";
import { useUploads } from "./use-uploads.ts";

/** Lines shown one by one; of more, only those that need somebody. */
const ALL_SHOWN = 8;

/** Drop files here, or choose them. */
export function UploadPanel() {
  const router = useRouter();
  const uploads = useUploads(useCallback(() => router.refresh(), [router]));
  const input = useRef<HTMLInputElement>(null);
  const folder = useFolderInput();
  const [over, setOver] = useState(false);

  function drop(event: DragEvent<HTMLElement>) {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files].map((file) => ({ path: file.name, file }));
    const entries = [...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
    // What another page or a script drops has files and no entries.
    if (entries.length < files.length) uploads.add(files);
    else void droppedEvents(entries).then(uploads.add, () => uploads.add(files));
  }

  const isMany = uploads.list.length > ALL_SHOWN;
  const shown = isMany ? worthSeeing(uploads.list) : uploads.list;

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
            Files or whole folders. Windows and Sysmon EVTX · NDJSON or JSON (winlogbeat, NXLog, Elastic Endpoint, Defender) · Defender CSV
            · plain, gzip, tar or zip. The format is read from the bytes.
          </Text>
        </div>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => input.current?.click()}>
            Choose files
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFolderOpen size={14} aria-hidden />}
            onClick={() => folder.current?.click()}
          >
            Choose a folder
          </Button>
        </Group>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Event files"
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])].map((file) => ({ path: file.name, file })));
            // The same file may be chosen again after it was cancelled.
            event.currentTarget.value = "";
          }}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          aria-label="Folder of event files"
          onChange={(event) => {
            uploads.add(folderEvents([...(event.currentTarget.files ?? [])]));
            event.currentTarget.value = "";
          }}
        />
      </section>
      {uploads.list.length > 0 && (
        <Stack gap={6} role="list" aria-label="Uploads">
          {shown.map((upload) => (
            <UploadLine key={upload.key} upload={upload} onCancel={() => uploads.cancel(upload.key)} />
          ))}
          <Group justify="space-between">
            <Text size="xs" c="dimmed" role="status">
              {isMany && summary(uploads.list, shown.length)}
            </Text>
            <Button size="compact-xs" variant="subtle" onClick={uploads.clear}>
              Clear finished
            </Button>
          </Group>
        </Stack>
      )}
    </Stack>
  );
}

const isOf =
  (...kinds: readonly Upload["state"]["kind"][]) =>
  ({ state }: Upload) =>
    kinds.includes(state.kind);

/** Of a folder: what failed, and what is on its way. The list below has what arrived, and what waits would only fill the page. */
function worthSeeing(list: readonly Upload[]): readonly Upload[] {
  return [...list.filter(isOf("failed")), ...list.filter(isOf("sending")), ...list.filter(isOf("waiting"))].slice(0, ALL_SHOWN);
}

function summary(list: readonly Upload[], shown: number): string {
  const count = (...kinds: readonly Upload["state"]["kind"][]) => list.filter(isOf(...kinds)).length;
  const same = list.filter(({ state }) => state.kind === "sent" && state.answer.duplicateOf !== null).length;
  const more = count("failed", "sending", "waiting") - shown;
  return [
    `${countText(count("sent"))} of ${countText(list.length)} sent; how they go is listed below.`,
    same > 0 ? `${countText(same)} were loaded before: they change nothing.` : "",
    count("failed") > 0 ? `${countText(count("failed"))} failed.` : "",
    more > 0 ? `${countText(more)} more wait.` : "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}

function UploadLine({ upload, onCancel }: { readonly upload: Upload; readonly onCancel: () => void }) {
  const { name, file, state } = upload;
  const active = state.kind === "waiting" || state.kind === "sending";
  return (
    <Group gap="sm" wrap="nowrap" role="listitem">
      <Text size="sm" truncate style={{ flex: "1 1 40%" }} title={name}>
        {name}
      </Text>
      <div style={{ flex: "1 1 40%", minWidth: 0 }}>
        <UploadStateText upload={upload} />
      </div>
      <Text size="xs" c="dimmed" w={80} ta="end">
        {sizeText(file.size)}
      </Text>
      <CloseButton size="sm" aria-label={`Cancel ${name}`} onClick={onCancel} style={{ visibility: active ? "visible" : "hidden" }} />
    </Group>
  );
}

function UploadStateText({ upload: { name, file, state } }: { readonly upload: Upload }) {
  switch (state.kind) {
    case "waiting":
      return (
        <Text size="xs" c="dimmed">
          waiting
        </Text>
      );
    case "sending":
      return <Progress value={file.size === 0 ? 100 : (state.sent / file.size) * 100} aria-label={`${name}: sent`} />;
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
